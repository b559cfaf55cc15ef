"""The doors of polls: opening, changing before opening, closing early, casting, converting."""

from .casting import cast_ballot, convert_ballot, record_ballot
from .closing import close_poll
from .opening import edit_poll, open_poll
from .telling import tell_due

__all__ = ["cast_ballot", "close_poll", "convert_ballot", "edit_poll", "open_poll", "record_ballot", "tell_due"]
