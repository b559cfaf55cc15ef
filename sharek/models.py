"""What belongs to the portal as a whole."""

from django.db import models


class Heartbeat(models.Model):
    """When a part of the portal that works in the background last gave a sign of life."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.at:%Y-%m-%d %H:%M:%S}"
