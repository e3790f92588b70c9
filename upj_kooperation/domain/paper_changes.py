"""What changed in the records since a council paper was drafted from them (F42).

A draft keeps what it was drafted from as lines apart from the clerk's text. A later draft of the same records is
compared line by line; the text itself is never touched.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

CHANGED = "Changed"
NEW = "New"
GONE = "No Longer on Record"
KINDS = (CHANGED, NEW, GONE)
MESSAGES = KINDS


@dataclass(frozen=True)
class Line:
	"""A fact in words as it was drafted. key: finds the same fact in another draft."""

	key: str
	fact: str
	figure: str = ""
	source_doctype: str = ""
	source_name: str = ""


@dataclass(frozen=True)
class Change:
	"""What was drafted and what the records say now; `then` is None for what is new, `now` for what is gone."""

	kind: str
	then: Line | None
	now: Line | None


def pack(lines: Iterable[Line]) -> str:
	"""Return the lines as text to be kept with the paper."""
	rows = [[line.key, line.fact, line.figure, line.source_doctype, line.source_name] for line in lines]
	return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def unpack(text: str | None) -> tuple[Line, ...]:
	"""Return the lines that `pack` wrote; none for a paper that was not drafted from records."""
	return tuple(Line(*row) for row in json.loads(text or "[]"))


def compare(then: Iterable[Line], now: Iterable[Line]) -> tuple[Change, ...]:
	"""Return what changed, in the order of the draft, then what is new in the order of the records.

	Lines of one key are told apart by their order.
	"""
	before, after = _numbered(then), _numbered(now)
	changes = []
	for key, old in before.items():
		new = after.get(key)
		if new is None:
			changes.append(Change(GONE, old, None))
		elif (new.fact, new.figure) != (old.fact, old.figure):
			changes.append(Change(CHANGED, old, new))
	changes += [Change(NEW, None, line) for key, line in after.items() if key not in before]
	return tuple(changes)


def _numbered(lines: Iterable[Line]) -> dict[tuple[str, int], Line]:
	found: dict[tuple[str, int], Line] = {}
	seen: dict[str, int] = {}
	for line in lines:
		seen[line.key] = seen.get(line.key, 0) + 1
		found[line.key, seen[line.key]] = line
	return found
