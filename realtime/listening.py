"""What a person hears who asks for streams: the one answer, given by socket and by polling alike."""

import time
from collections.abc import Container, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from realtime import frames
from realtime.limits import EVENTS_PER_ANSWER
from realtime.models import Event
from realtime.reading import news
from realtime.rules import Cookies, Facts, Rules
from realtime.streams import StreamName, parse


class Outcome(Enum):
    """What becomes of the wish to hear one stream."""

    REFUSED = auto()
    RESYNC = auto()
    EVENTS = auto()
    STATE = auto()


@dataclass(frozen=True, slots=True)
class Heard:
    """The answer for one stream; ``seq`` is the number the listener stands at when it has taken it in."""

    stream: str
    outcome: Outcome
    seq: int = 0
    events: tuple[Event, ...] = ()
    facts: Facts | None = None

    def frames(self) -> list[str]:
        """Return the answer as frames, in the order in which they are sent."""
        match self.outcome:
            case Outcome.REFUSED:
                return [frames.refused(self.stream)]
            case Outcome.RESYNC:
                return [frames.resync(self.stream, self.seq)]
            case Outcome.EVENTS:
                return [frames.event(self.stream, event.seq, event.kind, event.facts) for event in self.events]
            case Outcome.STATE:
                return [] if self.facts is None else [frames.state(self.stream, self.seq, self.facts)]


def version_now() -> int:
    """Return the version of a state that is read now: milliseconds, so that it grows across processes and restarts."""
    return time.time_ns() // 1_000_000


def listen(
    rules: Rules, user: Any, cookies: Cookies, wanted: Mapping[str, object], known: Container[str] = ()
) -> list[Heard]:
    """Answer the wish of ``user`` to hear the streams ``wanted``, each with the last number the listener has.

    Asks the audience rule of each, then the log. The states of the snapshot streams in ``known`` are not read, because
    the caller has them.
    """
    heard: list[Heard] = []
    logged: dict[str, int] = {}
    for text, seq in wanted.items():
        name = parse(text)
        if name is None or not _is_number(seq) or not rules.may_hear(name, user, cookies):
            heard.append(Heard(text, Outcome.REFUSED))
        elif name.is_snapshot:
            heard.append(_state(rules, text, name, known))
        else:
            logged[text] = int(seq)  # type: ignore[call-overload]
    heard.extend(_from_the_log(logged))
    return heard


def _is_number(seq: object) -> bool:
    return isinstance(seq, int) and not isinstance(seq, bool) and 0 <= seq < 2**63


def _state(rules: Rules, text: str, name: StreamName, known: Container[str]) -> Heard:
    if text in known:
        return Heard(text, Outcome.STATE)
    version = version_now()
    return Heard(text, Outcome.STATE, version, facts=rules.state(name))


def _from_the_log(wanted: Mapping[str, int]) -> list[Heard]:
    """Return what happened in each stream since its number, or the advice to load anew where the log is shorter."""
    answers = {name: Heard(name, Outcome.EVENTS, seq) for name, seq in wanted.items()}
    for name, last_seq, events in news(wanted, EVENTS_PER_ANSWER):
        follows = bool(events) and events[0].seq == wanted[name] + 1
        if follows and events[-1].seq >= last_seq:
            answers[name] = Heard(name, Outcome.EVENTS, events[-1].seq, tuple(events))
        else:
            answers[name] = Heard(name, Outcome.RESYNC, last_seq)
    return list(answers.values())
