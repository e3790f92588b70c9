"""Enabler roles of the municipality counted over time: in how many cooperations it played a role in a year (F8)."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem

ROLES = ("Initiator", "Door Opener", "Coordinator", "Co-funder", "Gives Rooms", "Political Backing")
# A table of more years is no table that anybody reads.
MAX_YEARS = 30

YEARS_CROSSED = "The years end in {1}, before they begin in {0}. Correct one of them."
TOO_MANY_YEARS = "From {0} to {1} are more than {2} years. Choose a shorter time."

MESSAGES = (YEARS_CROSSED, TOO_MANY_YEARS, *ROLES)


class RolePlayed(NamedTuple):
	"""A role in a cooperation of an area, and the days on which it was played (both ends known)."""

	area: str
	role: str
	project: str
	period: Period


class Cell(NamedTuple):
	"""Where a number stands: area, role and year."""

	area: str
	role: str
	year: int


def period_played(
	start: datetime.date,
	end: datetime.date | None,
	project_end: datetime.date | None,
	is_over: bool,
	today: datetime.date,
) -> Period | None:
	"""Return the days on which a role was played until today, or None if it has not begun.

	A role without an end ends with its project; if the project is over and nobody noted when, only the first day is
	certain. While the project runs, the role lasts until today. Nothing ahead of today is counted.
	"""
	if start > today:
		return None
	if end is None and is_over:
		end = max(project_end or start, start)
	return Period(start, min(end or today, today))


def count_roles(played: Iterable[RolePlayed], years: Sequence[int]) -> dict[Cell, int]:
	"""Return in how many cooperations each role was played in each year, by area. Zeros are left out.

	A cooperation counts once for a role and a year, however often the role stands in it, and in every year of which it
	has at least one day.
	"""
	projects: dict[Cell, set[str]] = defaultdict(set)
	for row in played:
		for year in years:
			if row.period.start.year <= year <= row.period.end.year:
				projects[Cell(row.area, row.role, year)].add(row.project)
	return {cell: len(found) for cell, found in projects.items()}


def check_years(first: int, last: int) -> Problem | None:
	"""Return what is wrong with the years of a table, both included, or None."""
	if last < first:
		return Problem(YEARS_CROSSED, (str(first), str(last)))
	if last - first >= MAX_YEARS:
		return Problem(TOO_MANY_YEARS, (str(first), str(last), str(MAX_YEARS)))
	return None
