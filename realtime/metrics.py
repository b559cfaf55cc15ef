"""What is counted about live updates, for the metrics page."""

from typing import Final

from prometheus_client import Counter, Gauge

SOCKETS: Final = Gauge("sharek_live_sockets", "Open sockets of this process")
STREAMS: Final = Gauge("sharek_live_streams", "Streams of this process that somebody listens to")
FRAMES: Final = Counter("sharek_live_frames", "Frames written to sockets")
CLOSED: Final = Counter("sharek_live_closed", "Sockets closed by the server", ["reason"])
BROKEN: Final = Counter("sharek_live_broken", "Sockets dropped because a write to them failed")
GAPS: Final = Counter("sharek_live_gaps", "Hints that did not follow the last number, so that the log was read")
HINTS_LOST: Final = Counter("sharek_live_hints_lost", "Announcements that could not be sent to the other processes")
LOG_UNREAD: Final = Counter("sharek_live_log_unread", "Readings of the log that failed")
