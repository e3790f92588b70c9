"""Rules of a working group: its members over time (F7)."""

import datetime
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem

ACTIVE = "Active"
DORMANT = "Dormant"
CLOSED = "Closed"

CHAIR = "Chair"

NOBODY = "Members, row {0}: enter a person, an organisation, or both."
CROSSED_DATES = "Members, row {0}: {1} leaves before joining. Correct the dates."
TWICE = "Members, rows {0} and {1}: {2} is in the group twice at the same time. Correct the dates or remove a row."
TWO_CHAIRS = "Members, rows {0} and {1}: a group has one chair at a time."

MESSAGES = (NOBODY, CROSSED_DATES, TWICE, TWO_CHAIRS)


class Term(NamedTuple):
	"""A member's name, role and time in the group."""

	name: str
	role: str
	period: Period


def check_members(terms: Sequence[Term]) -> Problem | None:
	"""Return what is wrong with the members, or None. Rows are counted from 1."""
	for row, term in enumerate(terms, start=1):
		if not term.name.strip():
			return Problem(NOBODY, (str(row),))
		if term.period.crossed:
			return Problem(CROSSED_DATES, (str(row), term.name))
	for (row, one), (other_row, other) in combinations(enumerate(terms, start=1), 2):
		if not one.period.overlaps(other.period):
			continue
		if _same(one.name, other.name):
			return Problem(TWICE, (str(row), str(other_row), other.name))
		if one.role == other.role == CHAIR:
			return Problem(TWO_CHAIRS, (str(row), str(other_row)))
	return None


def last_day(period: Period, closed_on: datetime.date) -> datetime.date:
	"""Return a member's last day when the group closes: the earlier end, but never before the day of joining."""
	end = min(period.end, closed_on) if period.end else closed_on
	return max(end, period.start) if period.start else end


def _same(one: str, other: str) -> bool:
	return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
