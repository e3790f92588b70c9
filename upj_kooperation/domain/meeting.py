"""Rules of a group's meeting: planned, held or cancelled, who was there, what was resolved (F7, F32)."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.term import add_months
from upj_kooperation.domain.text import is_blank
from upj_kooperation.domain.values import Problem
from upj_kooperation.domain.working_group import CLOSED, DORMANT, Term

PLANNED = "Planned"
HELD = "Held"
CANCELLED = "Cancelled"

PRESENT = "Present"
ADOPTED = "Adopted"
REJECTED = "Rejected"
POSTPONED = "Postponed"

# Sector of a person by the actor type of the organisation; everything else is Other.
SECTORS = {
	"Company": "Company",
	"Housing Company": "Company",
	"Chamber": "Company",
	"Social Enterprise": "Nonprofit",
	"Foundation": "Foundation",
	"Nonprofit": "Nonprofit",
	"Church": "Nonprofit",
	"Initiative": "Residents",
	"School": "School",
	"Public Body": "Municipality",
}
OTHER = "Other"

NO_REASON = "Please say why the meeting is cancelled."
HELD_IN_FUTURE = "{0} is still to come. Leave the meeting planned until it has taken place."
BEFORE_FOUNDING = "The working group was founded on {1}, after {0}. Correct the date."
AFTER_CLOSING = "The working group was closed on {1}, before {0}. Correct the date."
GROUP_CLOSED = "The working group is closed. It holds no further meetings."
NOBODY_PRESENT = "A meeting that was held needs at least one person who was present."
NO_MINUTES = "A meeting that was held needs minutes. A few words on what was discussed are enough."
TWICE = "Attendance, rows {0} and {1}: {2} is listed twice. Remove one of the rows."
TOO_MANY_VOTES = "{0}, row {1}: {2} votes are more than the {3} members who were present."
NOT_ADOPTED = "{0}, row {1}: with {2} votes for and {3} against, the result cannot be Adopted."
NOT_REJECTED = "{0}, row {1}: with {2} votes for and {3} against, the result cannot be Rejected."

NEVER_MET = "The working group has not met since it was founded on {0}. Consider pausing it."
LONG_QUIET = "The working group last met on {0}. Consider pausing it, or plan a meeting."

MESSAGES = (
	NO_REASON,
	HELD_IN_FUTURE,
	BEFORE_FOUNDING,
	AFTER_CLOSING,
	GROUP_CLOSED,
	NOBODY_PRESENT,
	NO_MINUTES,
	TWICE,
	TOO_MANY_VOTES,
	NOT_ADOPTED,
	NOT_REJECTED,
	NEVER_MET,
	LONG_QUIET,
)


class Attendee(NamedTuple):
	"""A person in the list of attendance; a member may vote."""

	name: str
	presence: str
	is_member: bool = True
	organisation: str = ""


class Vote(NamedTuple):
	"""A resolution's result and its numbers of votes."""

	result: str
	votes_for: int = 0
	votes_against: int = 0
	abstentions: int = 0


@dataclass(frozen=True)
class MeetingFacts:
	"""What is recorded about a meeting. day is None while it is not filled in; table: label of what is voted on."""

	status: str
	day: datetime.date | None
	attendees: tuple[Attendee, ...] = ()
	votes: tuple[Vote, ...] = ()
	minutes: str | None = None
	cancel_reason: str | None = None
	table: str = "Resolutions"


def check_meeting(facts: MeetingFacts, group: Period, today: datetime.date) -> Problem | None:
	"""Return what is wrong with a meeting of a group that worked in this period (founded, closed), or None."""
	if facts.status == CANCELLED:
		return Problem(NO_REASON) if is_blank(facts.cancel_reason) else None
	if facts.day and group.start and facts.day < group.start:
		return Problem(BEFORE_FOUNDING, (facts.day, group.start))
	if facts.day and group.end and facts.day > group.end:
		return Problem(AFTER_CLOSING, (facts.day, group.end))
	return (
		_check_names(facts.attendees)
		or (_check_held(facts, today) if facts.status == HELD else None)
		or _check_votes(facts)
	)


def check_group_open(state: str, is_new: bool) -> Problem | None:
	"""Return why a group in this state gets no new meeting, or None."""
	return Problem(GROUP_CLOSED) if is_new and state == CLOSED else None


def _check_held(facts: MeetingFacts, today: datetime.date) -> Problem | None:
	if facts.day and facts.day > today:
		return Problem(HELD_IN_FUTURE, (facts.day,))
	if not any(attendee.presence == PRESENT for attendee in facts.attendees):
		return Problem(NOBODY_PRESENT)
	return Problem(NO_MINUTES) if is_blank(facts.minutes) else None


def _check_names(attendees: Sequence[Attendee]) -> Problem | None:
	# Two people may share a name, but not their organisation too.
	first: dict[tuple[str, str], int] = {}
	for row, attendee in enumerate(attendees, start=1):
		key = (" ".join(attendee.name.split()).casefold(), attendee.organisation)
		if attendee.name and key in first:
			return Problem(TWICE, (str(first[key]), str(row), attendee.name))
		first[key] = row
	return None


def _check_votes(facts: MeetingFacts) -> Problem | None:
	voters = sum(attendee.presence == PRESENT and attendee.is_member for attendee in facts.attendees)
	for row, vote in enumerate(facts.votes, start=1):
		cast = vote.votes_for + vote.votes_against + vote.abstentions
		if not cast:
			continue
		if cast > voters:
			return Problem(TOO_MANY_VOTES, (facts.table, str(row), str(cast), str(voters)))
		numbers = (facts.table, str(row), str(vote.votes_for), str(vote.votes_against))
		if vote.result == ADOPTED and vote.votes_for <= vote.votes_against:
			return Problem(NOT_ADOPTED, numbers)
		if vote.result == REJECTED and vote.votes_for > vote.votes_against:
			return Problem(NOT_REJECTED, numbers)
	return None


def members_on(terms: Iterable[Term], day: datetime.date) -> list[int]:
	"""Return the positions (from 0) of the members who belong to the group on `day`."""
	return [position for position, term in enumerate(terms) if term.period.contains(day)]


def sector_of(actor_type: str | None) -> str:
	"""Return the sector of a person by the actor type of the organisation; Other where there is none."""
	return SECTORS.get(actor_type or "", OTHER)


def present_by_sector(rows: Iterable[tuple[str, str]]) -> dict[str, int]:
	"""Return how many were present from each sector, the largest first. rows: presence, sector."""
	counted = Counter(sector for presence, sector in rows if presence == PRESENT)
	return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def suggest_dormant(
	state: str,
	founded: datetime.date | None,
	last_meeting: datetime.date | None,
	next_meeting: datetime.date | None,
	months: int,
	today: datetime.date,
) -> Problem | None:
	"""Return the suggestion to pause a group that has not met for `months`, or None.

	months: 0 never suggests it. A meeting that is planned from today on speaks against it; without a meeting the day of
	founding counts, and without that too, nothing is suggested.
	"""
	if months <= 0 or state in (DORMANT, CLOSED) or (next_meeting and next_meeting >= today):
		return None
	since = last_meeting or founded
	if not since or add_months(since, months) > today:
		return None
	return Problem(LONG_QUIET if last_meeting else NEVER_MET, (since,))
