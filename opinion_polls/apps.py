from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpinionPollsConfig(AppConfig):
    name = "opinion_polls"
    verbose_name = _("opinion polls")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import triggers

        self.triggers = triggers
