"""Rules of the matching: which offers fit a request, how many points they get, and why, in words (F33).

Points are whole numbers, so that the database and this module come to the same sum. What half fits gets half of the
points, rounded down. Ties go by the offer's name. A person decides; the points only order the proposals.

Days are dates; `today` is always given.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from upj_kooperation.domain import stakeholder
from upj_kooperation.domain.capacity import ONCE, counted, period_start
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem

# An offer for the whole town stands under WHOLE_TOWN; one for certain areas also under SOME_AREAS.
WHOLE_TOWN = ""
SOME_AREAS = "*"
SHOWN = 20
# A group that waits longer waits for good.
LONGEST = 36_500
ALWAYS = Period()

# Quarters of the points that a relationship is worth.
STAGE_QUARTERS: dict[str, int] = {
	stakeholder.ENGAGED: 4,
	stakeholder.IN_TALKS: 3,
	stakeholder.INTERESTED: 2,
	stakeholder.CONTACTED: 1,
	stakeholder.IDENTIFIED: 0,
	stakeholder.DORMANT: 0,
	stakeholder.ENDED: 0,
}

KINDS_FIT = "Offers {0}"
KINDS_MISSING = "Does not offer {0}"
FIELD_FITS = "Field of action: {0}"
ANY_FIELD = "Open to every field of action"
OTHER_FIELDS = "Meant for other fields: {0}"
SAME_AREA = "In the same area"
WHOLE_TOWN_SERVED = "Offered in the whole town"
ONLY_SOME_AREAS = "Offered in certain areas only"
ALL_LEFT = "Nothing booked yet. Left: {0}"
SOME_LEFT = "Left in the period: {0} of {1}"
IN_TIME = "Available on {0}"
NOT_IN_TIME = "Not available on {0}"
WARM = "Relationship: {0}"
NEVER_ASKED = "Never asked so far"
RESTED = "Last asked on {0}"
ASKED_LATELY = "Asked lately, on {0}"
WORKED_TOGETHER = "Worked together before"
HELD_BACK = "Asked {0} times in {1} days; can be asked again from {2}"

MESSAGES = (
	KINDS_FIT,
	KINDS_MISSING,
	FIELD_FITS,
	ANY_FIELD,
	OTHER_FIELDS,
	SAME_AREA,
	WHOLE_TOWN_SERVED,
	ONLY_SOME_AREAS,
	ALL_LEFT,
	SOME_LEFT,
	IN_TIME,
	NOT_IN_TIME,
	WARM,
	NEVER_ASKED,
	RESTED,
	ASKED_LATELY,
	WORKED_TOGETHER,
	HELD_BACK,
)


class Weights(NamedTuple):
	"""Points of each reason, 0 to 100, and the days for which somebody counts as asked lately; settings of a group."""

	kind: int = 30
	field: int = 20
	area: int = 15
	capacity: int = 10
	timing: int = 10
	stage: int = 10
	rested: int = 10
	worked_together: int = 10
	rested_days: int = 90

	@property
	def most(self) -> int:
		"""Return the points of an offer that fits in every way."""
		return sum(self[:8])


@dataclass(frozen=True)
class Request:
	"""What is asked for. area: None is the whole town; day: when it is needed, never before today; amount: in units."""

	kinds: frozenset[str]
	day: datetime.date
	field: str | None = None
	area: str | None = None
	amount: int = 1


@dataclass(frozen=True)
class Offer:
	"""What a partner offers. fields, areas: empty means any; used: booked amount by the first day of its period.

	stage, last_asked, worked_together: of the partner.
	"""

	name: str
	kinds: frozenset[str]
	fields: frozenset[str] = frozenset()
	areas: frozenset[str] = frozenset()
	capacity: int = 1
	unit: str = ""
	period: str = ONCE
	used: Mapping[datetime.date, int] = field(default_factory=dict)
	window: Period = ALWAYS
	stage: str = stakeholder.IDENTIFIED
	last_asked: datetime.date | None = None
	worked_together: bool = False

	def used_on(self, day: datetime.date) -> int:
		"""Return what is booked in the period of a day."""
		return self.used.get(period_start(self.period, day), 0)


class Reason(NamedTuple):
	"""Points for one way in which an offer fits, and the words for it; without words there is nothing to say."""

	points: int
	words: Problem | None = None
	speaks_for: bool = True


@dataclass(frozen=True)
class Score:
	"""How well an offer fits a request."""

	points: int
	reasons: tuple[Problem, ...]
	against: tuple[Problem, ...]


def day_of(needed_by: datetime.date | None, today: datetime.date) -> datetime.date:
	"""Return the day for which partners are looked for: a request whose day is over is needed today."""
	return max(needed_by or today, today)


def since(today: datetime.date, days: int) -> datetime.date:
	"""Return the first day of those on which somebody who was asked counts as asked lately."""
	return today - datetime.timedelta(days=min(days, LONGEST))


def kind_points(weight: int, matched: int, asked: int) -> int:
	"""Return the points for `matched` of `asked` kinds."""
	return weight * matched // asked


def is_candidate(request: Request, offer: Offer, today: datetime.date) -> bool:
	"""Say whether an offer can be proposed at all: kind, area, capacity and term fit."""
	if not request.kinds & offer.kinds:
		return False
	if request.area and offer.areas and request.area not in offer.areas:
		return False
	if offer.window.end and offer.window.end < today:
		return False
	return offer.capacity - offer.used_on(request.day) >= request.amount


def score(request: Request, offer: Offer, weights: Weights, today: datetime.date) -> Score:
	"""Return points and reasons of a candidate."""
	parts = [
		*_kinds(request, offer, weights.kind),
		_field(request, offer, weights.field),
		_area(request, offer, weights.area),
		_capacity(request, offer, weights.capacity),
		_timing(request, offer, weights.timing),
		*_partner(offer, weights, today),
	]
	return Score(
		sum(part.points for part in parts),
		tuple(part.words for part in parts if part.words and part.speaks_for),
		tuple(part.words for part in parts if part.words and not part.speaks_for),
	)


def points_of_partner(offer: Offer, weights: Weights, today: datetime.date) -> int:
	"""Return the points that an offer gets for its partner, whatever is asked for."""
	return sum(reason.points for reason in _partner(offer, weights, today))


def best_offers(
	request: Request, offers: Iterable[Offer], weights: Weights, today: datetime.date, limit: int = SHOWN
) -> list[tuple[str, int]]:
	"""Return names and points of the best offers for a request, looking at each: what the database must come to."""
	found = [
		(offer.name, score(request, offer, weights, today).points)
		for offer in offers
		if is_candidate(request, offer, today)
	]
	return sorted(found, key=lambda one: (-one[1], one[0]))[:limit]


def is_good(points: int, most: int, percent: int) -> bool:
	"""Say whether so many of the most points make a partner a good one; percent: a setting of the group."""
	return points * 100 >= percent * most


def held_until(
	asked_on: Sequence[datetime.date], asks: int, days: int, today: datetime.date
) -> tuple[int, datetime.date] | None:
	"""Return how often a partner was asked within `days`, and the day from which it can be asked again; None: today.

	asks: so many make it too often, 0 holds nobody back.
	"""
	lately = sorted((day for day in asked_on if day >= since(today, days)), reverse=True)
	if asks < 1 or len(lately) < asks:
		return None
	return len(lately), lately[asks - 1] + datetime.timedelta(days=min(days, LONGEST) + 1)


def _kinds(request: Request, offer: Offer, weight: int) -> list[Reason]:
	matched, missing = sorted(request.kinds & offer.kinds), sorted(request.kinds - offer.kinds)
	points = kind_points(weight, len(matched), len(request.kinds))
	fits = Reason(points, Problem(KINDS_FIT, (matched,)))
	return [fits, Reason(0, Problem(KINDS_MISSING, (missing,)), False)] if missing else [fits]


def _field(request: Request, offer: Offer, weight: int) -> Reason:
	if not request.field:
		return Reason(weight // 2)
	if request.field in offer.fields:
		return Reason(weight, Problem(FIELD_FITS, (request.field,)))
	if not offer.fields:
		return Reason(weight // 2, Problem(ANY_FIELD))
	return Reason(0, Problem(OTHER_FIELDS, (sorted(offer.fields),)), False)


def _area(request: Request, offer: Offer, weight: int) -> Reason:
	if not offer.areas:
		return Reason(weight // 2 if request.area else weight, Problem(WHOLE_TOWN_SERVED))
	if request.area:
		return Reason(weight, Problem(SAME_AREA))
	return Reason(weight // 2, Problem(ONLY_SOME_AREAS), False)


def _capacity(request: Request, offer: Offer, weight: int) -> Reason:
	used = offer.used_on(request.day)
	if not used:
		return Reason(weight, Problem(ALL_LEFT, (counted(offer.capacity, offer.unit),)))
	left = str(offer.capacity - used)
	return Reason(weight // 2, Problem(SOME_LEFT, (left, counted(offer.capacity, offer.unit))))


def _timing(request: Request, offer: Offer, weight: int) -> Reason:
	if offer.window.contains(request.day):
		return Reason(weight, Problem(IN_TIME, (request.day,)))
	return Reason(0, Problem(NOT_IN_TIME, (request.day,)), False)


def _partner(offer: Offer, weights: Weights, today: datetime.date) -> list[Reason]:
	return [
		_stage(offer, weights.stage),
		_rested(offer, weights.rested, weights.rested_days, today),
		Reason(weights.worked_together, Problem(WORKED_TOGETHER)) if offer.worked_together else Reason(0),
	]


def _stage(offer: Offer, weight: int) -> Reason:
	quarters = STAGE_QUARTERS[offer.stage]
	return Reason(weight * quarters // 4, Problem(WARM, (offer.stage,)), quarters > 0)


def _rested(offer: Offer, weight: int, days: int, today: datetime.date) -> Reason:
	if not offer.last_asked:
		return Reason(weight, Problem(NEVER_ASKED))
	if offer.last_asked < since(today, days):
		return Reason(weight, Problem(RESTED, (offer.last_asked,)))
	return Reason(0, Problem(ASKED_LATELY, (offer.last_asked,)), False)
