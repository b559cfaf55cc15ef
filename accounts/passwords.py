"""What a password must not be, in our own sentences: Django's are not all translated."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class LongEnough(password_validation.MinimumLengthValidator):
    def get_error_message(self) -> str:
        """Say how many characters are needed."""
        return ngettext(
            "Choose a longer password, of at least %(n)s character.",
            "Choose a longer password, of at least %(n)s characters.",
            self.min_length,
        ) % {"n": self.min_length}


class NotCommon(password_validation.CommonPasswordValidator):
    def get_error_message(self) -> str:
        """Say that machines try this one first."""
        return _("Many people use this password, so machines try it first. Choose another one.")


class NotLikeThePerson(password_validation.UserAttributeSimilarityValidator):
    """Not the name, the short name or the address of its owner, nor nearly."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("email", "display_name", "handle"), max_similarity=0.7)

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for a password that looks like what everybody knows of its owner."""
        try:
            super().validate(password, user)
        except ValidationError:
            raise ValidationError(
                _("This password is too much like your name or address. Choose another one."),
                code="password_too_similar",
            ) from None
