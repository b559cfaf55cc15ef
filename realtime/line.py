"""One stream as a hub knows it: who listens, where it stands, and its latest frames."""

from collections import deque
from typing import Final, NamedTuple

from realtime.rules import Facts
from realtime.socket import Message, Socket

RECENT: Final = 256


class Sent(NamedTuple):
    """A frame that went out: its number, itself, the line's byte count with it, and the event's kind."""

    seq: int
    message: Message
    bytes: int
    kind: str


class Line:
    """The local side of a stream.

    All ``sockets`` stand at ``last``. ``watchers`` are the sockets of the user whose stream this is: they obey its
    control events, and hear the rest only if they are among ``sockets`` too.
    """

    __slots__ = ("bytes", "checked", "facts", "is_snapshot", "last", "name", "recent", "sockets", "watchers")

    def __init__(self, name: str, last: int, *, is_snapshot: bool = False) -> None:
        self.name = name
        self.last = last
        self.is_snapshot = is_snapshot
        self.facts: Facts | None = None
        self.recent: deque[Sent] = deque(maxlen=1 if is_snapshot else RECENT)
        self.bytes = 0
        self.checked = 0  # the byte count when sockets were last looked at for stalled ones
        self.sockets: set[Socket] = set()
        self.watchers: set[Socket] = set()

    @property
    def is_idle(self) -> bool:
        """Whether nobody is left."""
        return not self.sockets and not self.watchers

    def remember(self, seq: int, text: str, kind: str) -> Message:
        """Take in the frame that follows; return the message to write, the same one for every socket."""
        message = {"type": "websocket.send", "text": text}
        self.last = seq
        self.bytes += len(text)
        self.recent.append(Sent(seq, message, self.bytes, kind))
        return message

    def since(self, seq: int) -> list[Sent] | None:
        """Return the frames after number ``seq``, or None where the line no longer has all of them."""
        if seq >= self.last:
            return []
        if not self.recent or self.recent[0].seq > seq + 1:
            return None
        return [sent for sent in self.recent if sent.seq > seq]

    def bytes_at(self, seq: int) -> int | None:
        """Return the byte count up to number ``seq``, or None where that is no longer known."""
        if seq >= self.last:
            return self.bytes
        for sent in reversed(self.recent):
            if sent.seq <= seq:
                return sent.bytes
        return None
