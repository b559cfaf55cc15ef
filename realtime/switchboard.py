"""The switchboard: which sockets listen to which streams, and the writing to them. Plain code that never waits."""

import contextlib
import logging
import random
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from realtime import control, frames, limits, metrics
from realtime.announcing import Hint
from realtime.frames import Closing
from realtime.line import Line
from realtime.listening import Heard, Outcome
from realtime.reading import News
from realtime.socket import Socket
from realtime.streams import stream_name

logger = logging.getLogger(__name__)

_CHECK_BYTES: Final = 64 * 1024  # how much goes out on a line before its sockets are looked at out of turn


class Switchboard(ABC):
    """Sockets by stream, on one event loop. What has to wait for the database is left to the subclass."""

    def __init__(self) -> None:
        self.lines: dict[str, Line] = {}
        self.sockets: set[Socket] = set()
        self._by_key: Counter[str] = Counter()
        self._openings = limits.TokenBucket(limits.openings_per_second())

    @abstractmethod
    def read_soon(self, line: Line) -> None:
        """Read the log of this line without waiting for the next round, and give what was found to take_in()."""

    @abstractmethod
    def ask_again(self, line: Line) -> None:
        """Ask the audience rule again for all sockets of this line."""

    # Sockets come and go.

    def refusal(self, key: str) -> Closing | None:
        """Return why one more socket of this address and browser cannot be taken now, or None."""
        if len(self.sockets) >= limits.sockets_per_process() or not self._openings.take():
            return Closing.FULL
        if self._by_key[key] >= limits.SOCKETS_PER_BROWSER:
            return Closing.TOO_MANY_SOCKETS
        return None

    def enter(self, socket: Socket, seq: int = 0) -> bool:
        """Take in a socket. That of a user obeys the user's control stream.

        ``seq`` was the last number of that stream before the user was looked up. False, and nothing done, where the
        user's sockets have been told to close since.
        """
        if socket.user_id is not None:
            line = self._line(stream_name("user", socket.user_id), seq)
            since = line.since(seq)
            if since is None or any(sent.kind == control.CLOSE for sent in since):
                return False
            line.watchers.add(socket)
        self.sockets.add(socket)
        self._by_key[socket.key] += 1
        metrics.SOCKETS.set(len(self.sockets))
        return True

    def leave(self, socket: Socket) -> None:
        """Forget a socket that is gone, or shall be."""
        if socket not in self.sockets:
            return
        self.sockets.discard(socket)
        self._by_key[socket.key] -= 1
        if not self._by_key[socket.key]:
            del self._by_key[socket.key]
        self.unsubscribe(socket, list(socket.acknowledged))
        if socket.user_id is not None and (line := self.lines.get(stream_name("user", socket.user_id))):
            line.watchers.discard(socket)
            self._forget_if_idle(line)
        metrics.SOCKETS.set(len(self.sockets))

    def dismiss(self, socket: Socket) -> None:
        """Close a socket because the server stops; when all have to come back, they come spread over some seconds."""
        spread = min(30, 1 + len(self.sockets) // max(1, limits.openings_per_second() // 2))
        socket.close(Closing.RESTART, after=random.randint(0, spread))
        self.leave(socket)

    # Wishes.

    def join(self, socket: Socket, heard: Heard) -> bool:
        """Send what was heard and put the socket on the line; False where there is a hole between the two."""
        if heard.outcome is Outcome.REFUSED:
            self.refuse(socket, heard.stream)
            return True
        if heard.outcome is Outcome.STATE:
            return self._join_state(socket, heard)
        known = self.lines.get(heard.stream)
        late = [] if known is None else known.since(heard.seq)
        if late is None:
            return False
        line = self._line(heard.stream, heard.seq)
        texts = heard.frames() + [sent.message["text"] for sent in late]
        for text in texts:
            socket.write_text(text)
        if heard.seq > line.last:
            self.read_soon(line)
        self._listens(socket, line, sum(map(len, texts)))
        return True

    def _join_state(self, socket: Socket, heard: Heard) -> bool:
        if heard.seq == 0 and heard.stream not in self.lines:
            return False  # the state was known when the wish was looked at, and has gone since
        line = self._line(heard.stream, 0, is_snapshot=True)
        if heard.facts is not None and heard.seq > line.last:
            self.show(line, heard.facts, heard.seq)
        for sent in line.recent:
            socket.write(sent.message)
        self._listens(socket, line, sum(len(sent.message["text"]) for sent in line.recent))
        return True

    def _listens(self, socket: Socket, line: Line, just_sent: int) -> None:
        """Put the socket on the line; ``just_sent`` bytes of it went to this socket alone."""
        socket.acknowledged[line.name] = socket.acknowledged.get(line.name, line.bytes) - just_sent
        line.sockets.add(socket)

    def unsubscribe(self, socket: Socket, names: Iterable[str]) -> None:
        """Take the socket off the lines named; names that it is not on are nothing."""
        for name in names:
            if socket.acknowledged.pop(name, None) is not None:
                line = self.lines[name]
                line.sockets.discard(socket)
                self._forget_if_idle(line)

    def refuse(self, socket: Socket, name: str) -> None:
        """Say that this stream is not for this socket, and take it off the line if it is on it."""
        text = frames.refused(name)
        socket.owed += len(text)
        self.unsubscribe(socket, [name])
        socket.write_text(text)

    def acknowledge(self, socket: Socket, seqs: Mapping[str, object]) -> None:
        """Take in how far the client has read each stream."""
        for name, seq in seqs.items():
            if name in socket.acknowledged and isinstance(seq, int):
                read = self.lines[name].bytes_at(seq)
                if read is not None:
                    socket.acknowledged[name] = max(read, socket.acknowledged[name])

    def _line(self, name: str, last: int, *, is_snapshot: bool = False) -> Line:
        line = self.lines.get(name)
        if line is None:
            line = self.lines[name] = Line(name, last, is_snapshot=is_snapshot)
            metrics.STREAMS.set(len(self.lines))
        return line

    def _forget_if_idle(self, line: Line) -> None:
        if line.is_idle:
            self.lines.pop(line.name, None)
            metrics.STREAMS.set(len(self.lines))

    # News.

    def hint(self, hints: Sequence[Hint]) -> None:
        """Take in what was announced. What follows the last number is sent on at once; a gap makes the log be read."""
        for hint in hints:
            line = self.lines.get(hint.stream)
            if line is None or hint.seq <= line.last:
                continue
            if hint.seq == line.last + 1:
                self._deliver(line, hint.seq, hint.kind, hint.facts)
            else:
                metrics.GAPS.inc()
                self.read_soon(line)

    def take_in(self, found: News, asked_from: int) -> None:
        """Deliver what was read of one stream after ``asked_from``; where the log no longer reaches back, say so."""
        line = self.lines.get(found.stream)
        if line is None:
            return
        for event in found.events:
            if event.seq == line.last + 1:
                self._deliver(line, event.seq, event.kind, event.facts)
            elif event.seq > line.last:
                break
        if line.last < found.last_seq:
            if found.events and found.events[-1].seq == line.last:
                self.read_soon(line)  # there was more than one reading takes
            else:
                self._lose(line, found.last_seq)
        elif found.last_seq < asked_from:
            self._lose(line, found.last_seq)  # an older copy of the database was put in place

    def _lose(self, line: Line, last_seq: int) -> None:
        """Go on from ``last_seq``: what came before can no longer be read."""
        line.recent.clear()
        self._write(line, line.remember(last_seq, frames.resync(line.name, last_seq), ""))
        for socket in tuple(line.watchers):  # one of the lost events may have been theirs
            self._send_away(socket, "rights")

    def _deliver(self, line: Line, seq: int, kind: str, facts: Mapping[str, Any]) -> None:
        self._write(line, line.remember(seq, frames.event(line.name, seq, kind, facts), kind))
        if kind == control.CLOSE:
            for socket in tuple(line.watchers):
                self._send_away(socket, str(facts.get("reason", "rights")))
        elif kind == control.ASK_AGAIN:
            self.ask_again(line)

    def show(self, line: Line, facts: Mapping[str, Any], version: int) -> None:
        """Take in the state of a snapshot stream as it was at ``version``; send it if it changed."""
        if facts == line.facts:
            return
        version = max(version, line.last + 1)
        line.facts = facts
        self._write(line, line.remember(version, frames.state(line.name, version, facts), "state"))

    def _write(self, line: Line, message: Mapping[str, Any]) -> None:
        """Write one message to all sockets of a line. A socket that fails is dropped; the others do not notice."""
        metrics.FRAMES.inc(len(line.sockets))
        for socket in tuple(line.sockets):
            try:
                socket.write(message)
            except Exception:
                metrics.BROKEN.inc()
                logger.debug("A write to a socket failed", exc_info=True)
                self.leave(socket)
                socket.close(Closing.STALLED, silent=True)
        if line.bytes - line.checked > _CHECK_BYTES:
            self._close_stalled(line)

    # Sockets that have to go.

    def _send_away(self, socket: Socket, word: str) -> None:
        """Close a socket whose person's rights changed; the page comes back by itself and is asked anew."""
        with contextlib.suppress(Exception):
            socket.close(Closing.RIGHTS, word=word)
        self.leave(socket)

    def close_all_stalled(self) -> None:
        """Look at the sockets of all lines on which something was sent since they were last looked at."""
        for line in list(self.lines.values()):
            if line.bytes != line.checked:
                self._close_stalled(line)

    def _close_stalled(self, line: Line) -> None:
        """Close the sockets of a line that have more on the way than a client may leave unacknowledged."""
        line.checked = line.bytes
        for socket in tuple(line.sockets):
            owed = socket.owed + sum(self.lines[name].bytes - read for name, read in socket.acknowledged.items())
            if owed > limits.UNACKNOWLEDGED_BYTES:
                socket.close(Closing.STALLED, silent=True)
                self.leave(socket)
