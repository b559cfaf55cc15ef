"""Answers: what a poll of each kind takes, how an answer is written down for good, and the cells that it counts in.

``{"choices": [3, 5]}`` for the kinds *single* and *multiple*, ``{"scale": {"3": 4}}`` for *scale* (1 to 5), and
``{"ranking": [[5], [3, 7]]}`` for *ranked* (best first, equals together, what is left out comes last).
Numbers are keys of choices.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, Final, TypeAlias

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from realtime.doors import Refused
from sharek.text.digits import ascii_digits

from .models import Choice, Poll

Answer: TypeAlias = dict[str, Any]

STEPS: Final = (5, 4, 3, 2, 1)  # of the scale: agree strongly … disagree strongly
SCHEMA: Final = 1  # of the written form; raised when a leaf is made otherwise
LEAF_DIGITS: Final = 64
_CODE_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none is taken for another
_CODE_BYTES: Final = 5
_MISREAD: Final = str.maketrans("ILO", "110")


def checked(poll: Poll, choices: Sequence[Choice], answer: Mapping[str, Any]) -> Answer:
    """Return ``answer`` in its one written form. Refused (field ``answer``) for what ``poll`` does not take."""
    known = [choice.pk for choice in choices]
    if poll.kind == Poll.Kind.SCALE:
        return {"scale": _scale(known, answer.get("scale"))}
    if poll.kind == Poll.Kind.RANKED:
        return {"ranking": _ranking(known, answer.get("ranking"))}
    none_of_these = {choice.pk for choice in choices if choice.solution_id is None}
    return {"choices": _choices(poll, known, none_of_these, answer.get("choices"))}


def _choices(poll: Poll, known: list[int], none_of_these: set[int], given: Any) -> list[int]:
    chosen = sorted(set(_keys(known, given)))
    if not chosen:
        raise _refused(_("Choose a solution, then vote."))
    if poll.kind == Poll.Kind.SINGLE:
        if len(chosen) > 1:
            raise _refused(_("Choose one solution only."))
        return chosen
    if len(chosen) > 1 and none_of_these & set(chosen):
        raise _refused(_("Choose either solutions or “none of these”, not both."))
    if poll.max_choices and len(chosen) > poll.max_choices:
        raise _refused(
            ngettext("Choose at most %(n)s solution.", "Choose at most %(n)s solutions.", poll.max_choices)
            % {"n": poll.max_choices}
        )
    return chosen


def _scale(known: list[int], given: Any) -> dict[str, int]:
    if not isinstance(given, Mapping):
        raise _refused(_("Say of at least one solution how far you agree."))
    rated = {key: given[key] for key in given}
    keys = _keys(known, list(rated))
    values = list(rated.values())
    if any(type(value) is not int or value not in STEPS for value in values):
        raise _refused(_("This is not an answer to this poll."))
    if not keys:
        raise _refused(_("Say of at least one solution how far you agree."))
    return {str(key): value for key, value in sorted(zip(keys, values, strict=True))}


def _ranking(known: list[int], given: Any) -> list[list[int]]:
    if not isinstance(given, list) or not all(isinstance(group, list) for group in given):
        raise _refused(_("Number at least one solution, 1 for the best."))
    groups = [sorted(_keys(known, group)) for group in given if group]
    placed = [key for group in groups for key in group]
    if len(placed) != len(set(placed)):
        raise _refused(_("This is not an answer to this poll."))
    if not placed:
        raise _refused(_("Number at least one solution, 1 for the best."))
    if len(known) > 1 and len(groups) == 1 and len(placed) == len(known):
        raise _refused(_("You gave all of them the same number. Put at least one before the others."))
    return groups


def _keys(known: list[int], given: Any) -> list[int]:
    """Return the keys in ``given``, all of them choices of the poll; strings of digits are keys too."""
    if given is None:
        return []
    if not isinstance(given, Iterable) or isinstance(given, str | bytes | Mapping):
        raise _refused(_("This is not an answer to this poll."))
    keys = []
    for one in given:
        if isinstance(one, str) and one.isascii() and one.isdigit() and len(one) < 19:
            key: Any = int(one)
        else:
            key = one
        if type(key) is not int or key not in known:
            raise _refused(_("This is not an answer to this poll."))
        keys.append(key)
    return keys


def _refused(sentence: str) -> Refused:
    return Refused(sentence, field="answer")


def from_form(poll: Poll, choices: Sequence[Choice], data: QueryDict) -> Answer:
    """Return the answer that the ballot's form sent, not yet checked."""
    if poll.kind in {Poll.Kind.SINGLE, Poll.Kind.MULTIPLE}:
        return {"choices": data.getlist("choice")}
    given = {choice.pk: ascii_digits(data.get(f"c{choice.pk}", "").strip()) for choice in choices}
    numbers = {key: int(text) for key, text in given.items() if text.isascii() and text.isdigit() and len(text) < 4}
    if poll.kind == Poll.Kind.SCALE:
        return {"scale": numbers}
    places = sorted(set(numbers.values()))
    return {"ranking": [[key for key, number in numbers.items() if number == place] for place in places]}


# --- the written form ----------------------------------------------------------------------


def canonical(value: Any) -> bytes:
    """Return ``value`` as canonical JSON (RFC 8785) for what we write: whole numbers, strings, lists, objects."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def schema_hash(poll: Poll, choices: Iterable[Choice]) -> str:
    """Return SHA-256, in hex, of what people are asked: wording, kind, rules and choices by the hash of their words."""
    asked = {
        "schema": SCHEMA,
        "question": poll.question,
        "kind": poll.kind,
        "max_choices": poll.max_choices,
        "choices": [
            {
                "id": choice.pk,
                "label": _digest(choice.frozen_label) if choice.solution_id else None,
                "text": _digest(choice.frozen_text) if choice.solution_id else None,
            }
            for choice in choices
        ],
    }
    return hashlib.sha256(canonical(asked)).hexdigest()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def leaf(poll: Poll, channel: str, answer: Answer, nonce: bytes, supersedes: str) -> str:
    """Return the ballot's leaf in hex: SHA-256 of 0x00 and the canonical JSON of its opening (RFC 9162's leaf hash)."""
    opening = {
        "poll": poll.pk,
        "schema": poll.schema_hash,
        "channel": str(channel),
        "answer": answer,
        "nonce": nonce.hex(),
        "supersedes": supersedes or None,
    }
    return hashlib.sha256(b"\x00" + canonical(opening)).hexdigest()


def code_of(leaf_hex: str) -> str:
    """Return the receipt's short code: the first 40 bits of the leaf as eight letters and digits, "K7QF-3M9T"."""
    number = int.from_bytes(bytes.fromhex(leaf_hex)[:_CODE_BYTES], "big")
    letters = [_CODE_LETTERS[number >> shift & 31] for shift in range(35, -5, -5)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


def beginning_of_leaf(code: str) -> str | None:
    """Return the ten hex digits that a typed code stands for; None for what is no code. Small letters, spaces,
    Arabic digits and the usual misreadings (O for 0, I and L for 1) are taken.
    """
    plain = "".join(letter for letter in ascii_digits(code[:40]).upper() if letter.isalnum()).translate(_MISREAD)
    if len(plain) != 8 or any(letter not in _CODE_LETTERS for letter in plain):
        return None
    number = 0
    for letter in plain:
        number = number << 5 | _CODE_LETTERS.index(letter)
    return number.to_bytes(_CODE_BYTES, "big").hex()


# --- cells ----------------------------------------------------------------------


def cells(answer: Answer, choices: Iterable[int]) -> list[str]:
    """Return the cells of the tally in which ``answer`` counts: ``n``, and by kind ``c3``, ``c3=4`` or ``c3>c5``.

    ``choices`` are the keys of all the poll's choices: in a ranked answer what was placed stands before what was not.
    """
    if "choices" in answer:
        return ["n", *(f"c{key}" for key in answer["choices"])]
    if "scale" in answer:
        return ["n", *(f"c{key}={value}" for key, value in answer["scale"].items())]
    groups = [list(group) for group in answer["ranking"]]
    placed = {key for group in groups for key in group}
    groups.append([key for key in choices if key not in placed])
    return ["n", *(f"c{a}>c{b}" for better, worse in combinations(groups, 2) for a in better for b in worse)]
