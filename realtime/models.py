"""The log that live updates are read from: streams, and the numbered events of each."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from realtime.streams import MAX_LENGTH


class Stream(models.Model):
    """A named sequence of events. ``last_seq`` rises only under this row's lock, in the transaction of the events."""

    name = models.CharField(_("name"), max_length=MAX_LENGTH, primary_key=True)
    last_seq = models.BigIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("stream")
        verbose_name_plural = _("streams")

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """One fact: what happened, with ids and small numbers only. Never text: what is hidden later is not in the log."""

    stream = models.ForeignKey(Stream, models.CASCADE, db_index=False, related_name="events", verbose_name=_("stream"))
    seq = models.BigIntegerField(_("number in the stream"))
    kind = models.CharField(_("kind"), max_length=40)
    facts = models.JSONField(_("facts"), default=dict)
    at = models.DateTimeField(_("at"), db_index=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="event_number_once_in_its_stream")]

    def __str__(self) -> str:
        return f"{self.stream_id} {self.seq} {self.kind}"
