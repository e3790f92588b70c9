"""Rules of a challenge group: its members over time, its criteria, and what its matching weighs (F32, F33)."""

import datetime
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.text import is_blank
from upj_kooperation.domain.values import Problem

ACTIVE = "Active"
ENDED = "Ended"

EXPERIENCED = "Experienced"
YOUNGER = "Younger"

MOST_POINTS = 100

CROSSED_DATES = "Members, row {0}: {1} leaves before joining. Correct the dates."
TWICE = "Members, rows {0} and {1}: {2} is in the group twice at the same time. Correct the dates or remove a row."
ONE_USER = "Members, rows {0} and {1} have the same user at the same time. Each member signs in as one person."
ENDED_IS_CLOSED = "A group that has ended takes no requests on the web. Take away the tick or set it active again."
CRITERION_TWICE = "Criteria, rows {0} and {1} are the same. Remove one of them."
NOTHING_COUNTS = "Give at least one reason of the matching more than 0 points, else no partner can be proposed."
TOO_MANY_POINTS = "{0}: at most {1} points are possible."
NOT_A_PERCENTAGE = "Say from how many percent of the points a partner is a good one: 1 to 100."
NO_HOLD_BACK_PERIOD = "Say within how many days a partner counts as asked too often, or set the number to 0."

# What a new group asks of each request, until it writes its own (F31): the criteria, and the question to each.
STANDARD_CRITERIA: tuple[str, ...] = (
	"Concrete",
	"Bounded in Time",
	"Public Benefit",
	"Not to Be Had Otherwise",
	"Benefit for the Partner",
)
STANDARD_QUESTIONS: tuple[str, ...] = (
	"Is it clear what is needed, how much of it, and what happens with it?",
	"Is there a day by which it is needed, and an end?",
	"Who in the neighbourhood is better off afterwards?",
	"Could the organisation get it another way, such as from its own budget or a grant?",
	"What does a company gain by helping here?",
)

MESSAGES = (
	CROSSED_DATES,
	TWICE,
	ONE_USER,
	ENDED_IS_CLOSED,
	CRITERION_TWICE,
	NOTHING_COUNTS,
	TOO_MANY_POINTS,
	NOT_A_PERCENTAGE,
	NO_HOLD_BACK_PERIOD,
	*STANDARD_CRITERIA,
	*STANDARD_QUESTIONS,
)


class Member(NamedTuple):
	"""A member's name, user (None: works without a login), generation and term."""

	name: str
	user: str | None
	generation: str
	period: Period


def check_members(members: Sequence[Member]) -> Problem | None:
	"""Return what is wrong with the members, or None. Rows are counted from 1."""
	for row, member in enumerate(members, start=1):
		if member.period.crossed:
			return Problem(CROSSED_DATES, (str(row), member.name))
	for (row, one), (other_row, other) in combinations(enumerate(members, start=1), 2):
		if not one.period.overlaps(other.period):
			continue
		if _plain(one.name) == _plain(other.name):
			return Problem(TWICE, (str(row), str(other_row), other.name))
		if one.user and one.user == other.user:
			return Problem(ONE_USER, (str(row), str(other_row)))
	return None


def members_on(members: Sequence[Member], day: datetime.date) -> list[Member]:
	"""Return the members whose term covers a day, in their order."""
	return [member for member in members if member.period.contains(day)]


def check_criteria(criteria: Sequence[str]) -> Problem | None:
	"""Return that a criterion stands there twice, or None. Rows are counted from 1."""
	for (row, one), (other_row, other) in combinations(enumerate(criteria, start=1), 2):
		if _plain(one) == _plain(other):
			return Problem(CRITERION_TWICE, (str(row), str(other_row)))
	return None


def check_weights(weights: Mapping[str, int]) -> Problem | None:
	"""Return what is wrong with the points of the matching, or None. weights: label to points."""
	for label, points in weights.items():
		if points > MOST_POINTS:
			return Problem(TOO_MANY_POINTS, (label, str(MOST_POINTS)))
	return None if any(points > 0 for points in weights.values()) else Problem(NOTHING_COUNTS)


def check_hold_back(asks: int, days: int) -> Problem | None:
	"""Return that a limit of requests has no period, or None."""
	return Problem(NO_HOLD_BACK_PERIOD) if asks > 0 and days <= 0 else None


def check_good_from(percent: int) -> Problem | None:
	"""Return that no share of the points is named from which a partner is a good one, or None."""
	return None if 1 <= percent <= 100 else Problem(NOT_A_PERCENTAGE)


def check_publication(status: str, published: bool) -> Problem | None:
	"""Return why a group cannot take requests on the web, or None."""
	return Problem(ENDED_IS_CLOSED) if published and status == ENDED else None


def takes_requests(status: str, published: bool) -> bool:
	"""Say whether visitors may send in requests."""
	return published and status == ACTIVE


def _plain(text: str) -> str:
	return "" if is_blank(text) else " ".join(text.split()).casefold()
