"""What the server says to a client, as text. The words are those of docs/live-protocol.md."""

import json
from collections.abc import Mapping
from enum import Enum
from typing import Any


class Closing(Enum):
    """Why a socket is closed: the code of the close frame, and the word in the frame sent before it.

    All codes are our own: Daphne (Autobahn) raises at those that the protocol keeps for itself, such as 1009.
    """

    RESTART = 4012, "restart"
    BINARY = 4003, "binary"
    ERROR = 4011, "error"
    TOO_BIG = 4009, "too_big"
    MALFORMED = 4400, "malformed"
    RIGHTS = 4401, "rights"
    STALLED = 4408, "stalled"
    TOO_MANY_STREAMS = 4413, "too_many_streams"
    TOO_MANY_MESSAGES = 4429, "too_many_messages"
    TOO_MANY_SOCKETS = 4430, "too_many_sockets"
    FULL = 4503, "full"

    @property
    def code(self) -> int:
        """The number in the close frame."""
        return self.value[0]

    @property
    def word(self) -> str:
        """The reason in one word."""
        return self.value[1]


def _encode(message: Mapping[str, Any]) -> str:
    # ASCII only: a name that a client sent may hold half a surrogate pair, which no server can send as UTF-8.
    return json.dumps(message, separators=(",", ":"))


def event(stream: str, seq: int, kind: str, facts: Mapping[str, Any]) -> str:
    """Return the frame of one event of a logged stream."""
    return _encode({"stream": stream, "seq": seq, "kind": kind, "facts": facts})


def state(stream: str, version: int, facts: Mapping[str, Any]) -> str:
    """Return the frame of the present state of a snapshot stream."""
    return _encode({"stream": stream, "seq": version, "kind": "state", "facts": facts})


def resync(stream: str, seq: int) -> str:
    """Return the frame for a listener who missed what is no longer in the log: load anew, then go on from ``seq``."""
    return _encode({"resync": stream, "seq": seq})


def refused(stream: str) -> str:
    """Return the frame for a stream that does not exist or is not for this person: the same for both."""
    return _encode({"refused": stream})


def pong() -> str:
    """Return the answer to a ping."""
    return '{"pong":1}'


def close(word: str, after: int) -> str:
    """Return the last frame before the server closes: why, and how many seconds to wait before coming back."""
    return _encode({"close": word, "after": after})
