"""Rules of a programme area: its programmes over time and whether it was active on a day (F6, F10)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem

PLANNED = "Planned"
ACTIVE = "Active"
CONSOLIDATED = "Made Permanent"
ENDED = "Ended"

CROSSED_DATES = "The end {1} lies before the start {0}."
CROSSED_PROGRAMME = "Programme {0}: the end {2} lies before the start {1}."
PROGRAMMES_OVERLAP = "The programmes {0} and {1} overlap. An area runs under one programme at a time."
START_MISSING = "An area that is not only planned needs its start date."
NOT_STARTED = "An area that starts on {0} is not active yet. Choose the status Planned."
END_MISSING = "An area that is made permanent or ended needs the date when the programme ended."
END_IN_FUTURE = "An area that ends on {0} has not ended yet. Choose the status Active."
END_IN_PAST = "The area ended on {0}. Choose the status Made Permanent or Ended."

ONLY_PLANNED = "The area is only planned."
BEFORE_START = "The area started on {0}, after {1}."
AFTER_END = "The area ended on {0}, before {1}."
NO_PROGRAMME = "No programme of the area covers {0}."
OTHER_PROGRAMME = "On {0} the area ran under {1}, not under {2}."
WAS_ACTIVE = "On {0} the area was active under {1}."

MESSAGES = (
	CROSSED_DATES,
	CROSSED_PROGRAMME,
	PROGRAMMES_OVERLAP,
	START_MISSING,
	NOT_STARTED,
	END_MISSING,
	END_IN_FUTURE,
	END_IN_PAST,
	ONLY_PLANNED,
	BEFORE_START,
	AFTER_END,
	NO_PROGRAMME,
	OTHER_PROGRAMME,
	WAS_ACTIVE,
)


class ProgrammePeriod(NamedTuple):
	"""A programme's name and the days from and to which the area ran under it; None means open."""

	programme: str
	start: datetime.date | None = None
	end: datetime.date | None = None

	@property
	def period(self) -> Period:
		"""The days alone."""
		return Period(self.start, self.end)


@dataclass(frozen=True)
class Activity:
	"""Whether an area was active on a day.

	programme: the name it ran under on that day, empty if none; reason: why (not). Its values are dates
	(datetime.date) and names; whoever shows them formats the dates.
	"""

	active: bool
	programme: str
	reason: Problem


def check_dates(start: datetime.date | None, end: datetime.date | None) -> Problem | None:
	"""Return what is wrong with the area's start and end, or None."""
	return Problem(CROSSED_DATES, (start, end)) if Period(start, end).crossed else None


def check_programmes(programmes: Sequence[ProgrammePeriod]) -> Problem | None:
	"""Return what is wrong with the programmes over time, or None."""
	for row in programmes:
		if row.period.crossed:
			return Problem(CROSSED_PROGRAMME, tuple(row))
	for one, other in combinations(programmes, 2):
		if one.period.overlaps(other.period):
			return Problem(PROGRAMMES_OVERLAP, (one.programme, other.programme))
	return None


class Stretch(NamedTuple):
	"""A part of an area's life: under a programme, or (empty name) between two of them; None means open."""

	programme: str
	start: datetime.date | None
	end: datetime.date | None
	current: bool


def programme_line(programmes: Sequence[ProgrammePeriod], today: datetime.date) -> list[Stretch]:
	"""Return the programmes in the order of time, with the days between them that no programme covers."""
	line: list[Stretch] = []
	for row in sorted(programmes, key=lambda row: row.start or datetime.date.min):
		if line and line[-1].end and row.start and (row.start - line[-1].end).days > 1:
			between = Period(line[-1].end + datetime.timedelta(days=1), row.start - datetime.timedelta(days=1))
			line.append(Stretch("", *between, between.contains(today)))
		line.append(Stretch(row.programme, row.start, row.end, row.period.contains(today)))
	return line


def check_status(
	status: str, start: datetime.date | None, end: datetime.date | None, today: datetime.date
) -> Problem | None:
	"""Return where status and dates of an area contradict each other today, or None."""
	if status == PLANNED:
		return None
	if not start:
		return Problem(START_MISSING)
	if start > today:
		return Problem(NOT_STARTED, (start,))
	if status == ACTIVE:
		return Problem(END_IN_PAST, (end,)) if end and end < today else None
	if not end:
		return Problem(END_MISSING)
	return Problem(END_IN_FUTURE, (end,)) if end > today else None


def active_programme_on(
	periods: Sequence[ProgrammePeriod],
	status: str,
	start: datetime.date | None,
	end: datetime.date | None,
	day: datetime.date,
) -> Activity:
	"""Say whether an area was active on `day`, under which programme, and why (not).

	The dates decide, not today's status: an area that has ended since was active before. Only a planned one never was.
	"""
	if status == PLANNED:
		return Activity(False, "", Problem(ONLY_PLANNED))
	if start and day < start:
		return Activity(False, "", Problem(BEFORE_START, (start, day)))
	if end and end < day:
		return Activity(False, "", Problem(AFTER_END, (end, day)))
	programme = next((row.programme for row in periods if row.period.contains(day)), "")
	if not programme:
		return Activity(False, "", Problem(NO_PROGRAMME, (day,)))
	return Activity(True, programme, Problem(WAS_ACTIVE, (day, programme)))


def was_active_on(activity: Activity, day: datetime.date, programme: str | None) -> Activity:
	"""Narrow the answer of `active_programme_on` to one programme's name; None takes any programme."""
	if not activity.active or not programme or _same(activity.programme, programme):
		return activity
	return Activity(False, activity.programme, Problem(OTHER_PROGRAMME, (day, activity.programme, programme)))


def _same(one: str, other: str) -> bool:
	return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
