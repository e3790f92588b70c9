"""Rules of what parties owe: until when a duty is in time, who no longer owes it, and when it stands in a to-do (F19).

A duty whose day is a Saturday, a Sunday or a public holiday is in time on the next working day (§ 193 BGB); the
holidays are those of the municipality's Land. Days for a notice are not moved that way (`domain/notice.py`). A party
that leaves owes nothing that falls due after its last day, and from the day after it nothing at all in this list: a
notice works for the future, and what was late by then is settled with the party, as after a termination.

Days are dates; `today` is always given.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum

from upj_kooperation.domain.agreement import OPEN_DUTY_STATES, REPLACED, TERMINATED, overdue_days
from upj_kooperation.domain.working_days import Calendar, working_day_from

FULFILLED = "Fulfilled"
OPEN = "Open"
OVERDUE = "Overdue"
NOT_YET_OWED = "Not Yet Owed"
NO_LONGER_OWED = "No Longer Owed"
# In these states a duty was owed once.
_BOUND_STATES = (*OPEN_DUTY_STATES, TERMINATED, REPLACED)


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


@dataclass(frozen=True)
class Duty:
	"""A duty: state of its agreement, the agreed day, when it was fulfilled, the party's last day if it leaves."""

	state: str
	due: datetime.date | None = None
	fulfilled_on: datetime.date | None = None
	leaves_on: datetime.date | None = None
	calendar: Calendar = field(default_factory=Calendar)

	@property
	def last_day(self) -> datetime.date | None:
		"""Return the last day on which the duty is in time."""
		return working_day_from(self.due, self.calendar) if self.due else None

	def is_owed(self, today: datetime.date) -> bool:
		"""Say whether the party owes it: it is open, the agreement binds or has run out, the party has not left."""
		if self.fulfilled_on or self.state not in OPEN_DUTY_STATES:
			return False
		return not self.leaves_on or (today <= self.leaves_on and not (self.due and self.due > self.leaves_on))


def standing(duty: Duty, today: datetime.date) -> tuple[str, int]:
	"""Return in a word how a duty stands, and by how many days it is overdue."""
	if duty.fulfilled_on:
		return FULFILLED, 0
	if not duty.is_owed(today):
		return (NO_LONGER_OWED if duty.state in _BOUND_STATES else NOT_YET_OWED), 0
	days = overdue_days(duty.last_day, today)
	return (OVERDUE, days) if days else (OPEN, 0)


def wanted(duty: Duty, today: datetime.date) -> Todo | None:
	"""Return how the to-do of a duty should stand, None where there is none to be.

	A duty with a day is to be watched as long as it is owed: while the agreement is in force, and after its term ran
	out. Fulfilling it closes the to-do; an end before the term, a version that takes the place, or a party that leaves
	drops it.
	"""
	if duty.fulfilled_on:
		return Todo.CLOSED
	if duty.is_owed(today):
		return Todo.OPEN if duty.due else Todo.CANCELLED
	return Todo.CANCELLED if duty.state in _BOUND_STATES else None


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
