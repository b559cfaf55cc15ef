"""Control events: what changes a person's rights reaches the sockets that are already open, within two seconds."""

from typing import Final

from realtime.doors import door
from realtime.publishing import publish
from realtime.streams import stream_name

CLOSE: Final = "control.close"
ASK_AGAIN: Final = "control.ask_again"


@door
def close_sockets(*, user_id: int, reason: str) -> None:
    """Close all sockets of a user: suspended, signed out, given or stripped of a role or a public body.

    ``reason`` is one short word ("suspended"). The person's pages come back by themselves and are asked anew.
    """
    publish(stream_name("user", user_id), CLOSE, reason=reason)


@door
def ask_again(*, stream: str) -> None:
    """Ask the audience rule of ``stream`` again for everybody who listens to it: it was hidden, or shown again."""
    publish(stream, ASK_AGAIN)
