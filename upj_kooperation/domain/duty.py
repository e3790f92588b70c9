"""Rules of what parties owe: when a duty stands in a to-do, and what a partner may report about it (F19).

Days are dates; `today` is always given.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from upj_kooperation.domain.agreement import OPEN_DUTY_STATES, REPLACED, TERMINATED


class Todo(str, Enum):
	"""States of a to-do in the desk."""

	OPEN = "Open"
	CLOSED = "Closed"
	CANCELLED = "Cancelled"


@dataclass(frozen=True)
class Entry:
	"""What a to-do says: whose it is, the day, the words, and its state."""

	person: str | None
	day: datetime.date | None
	text: str
	status: str = Todo.OPEN.value


def wanted(state: str, due: datetime.date | None, fulfilled_on: datetime.date | None) -> Todo | None:
	"""Return how the to-do of a duty should stand, None where there is none to be.

	A duty with a day is to be watched as long as it is owed: while the agreement is in force, and after its term ran
	out. Fulfilling it closes the to-do; an end before the term, or a version that takes the place, drops it.
	"""
	if fulfilled_on:
		return Todo.CLOSED
	if state in OPEN_DUTY_STATES:
		return Todo.OPEN if due else Todo.CANCELLED
	return Todo.CANCELLED if state in (TERMINATED, REPLACED) else None


def change(todo: Todo | None, entry: Entry, known: Entry | None) -> Entry | None:
	"""Return what a to-do should say from now on, or None where nothing changes or none is to be made.

	entry: what it should say while it is open; known: what it says now, None if there is no to-do yet. One that
	somebody ticked off stays so: it is the person's list, and the duty itself says whether it was fulfilled.
	"""
	if todo is Todo.OPEN:
		if not known:
			return entry if entry.person else None
		if known.status == Todo.CLOSED.value:
			return None
		kept = replace(entry, person=entry.person or known.person)
		return kept if kept != known else None
	if not todo or not known or known.status != Todo.OPEN.value:
		return None
	return Entry(known.person, known.day, known.text, todo.value)


def first_able(candidates: Iterable[str | None], able: set[str]) -> str | None:
	"""Return the first person of the candidates who works in the desk, None where nobody does."""
	return next((person for person in candidates if person in able), None)
