"""Rules of a relationship between two stakeholders: who may stand on which side, and when (F2)."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem

FROM = "From"
TO = "To"

SAME_STAKEHOLDER = "A stakeholder cannot have a relationship with itself. Choose another one on one side."
OTHER_MUNICIPALITY = "Both stakeholders must belong to the same municipality."
CROSSED_DATES = "The relationship ends on {1}, before it starts on {0}."
TYPE_DISABLED = "The relationship type {0} is no longer in use. Choose another one."
ACTOR_TYPE_FROM = "{0} on the first side is a {1}; the relationship type takes there only: {2}."
ACTOR_TYPE_TO = "{0} on the other side is a {1}; the relationship type takes there only: {2}."
OVERLAP = "These two stakeholders already have this relationship in this period: {0}. End it first or change the dates."

MESSAGES = (
	SAME_STAKEHOLDER,
	OTHER_MUNICIPALITY,
	CROSSED_DATES,
	TYPE_DISABLED,
	ACTOR_TYPE_FROM,
	ACTOR_TYPE_TO,
	OVERLAP,
)


class Side(NamedTuple):
	"""One side of a relationship: the stakeholder's key, name, actor type and municipality."""

	key: str
	name: str
	actor_type: str
	municipality: str


class Stored(NamedTuple):
	"""A stored relationship of the same two stakeholders, in the same direction and of the same type."""

	key: str
	period: Period


def check_sides(first: Side, other: Side, allowed: Iterable[tuple[str, str]]) -> Problem | None:
	"""Return why these two cannot stand in a relationship of this type, or None.

	allowed: (side, actor type) rows of the relationship type; a side without a row takes every actor type.
	"""
	if first.key == other.key:
		return Problem(SAME_STAKEHOLDER)
	if first.municipality != other.municipality:
		return Problem(OTHER_MUNICIPALITY)
	allowed = list(allowed)
	for side, message, stakeholder in ((FROM, ACTOR_TYPE_FROM, first), (TO, ACTOR_TYPE_TO, other)):
		types = tuple(actor_type for which, actor_type in allowed if which == side)
		if types and stakeholder.actor_type not in types:
			return Problem(message, (stakeholder.name, stakeholder.actor_type, types))
	return None


def check_period(period: Period) -> Problem | None:
	"""Return what is wrong with the dates, or None."""
	return Problem(CROSSED_DATES, tuple(period)) if period.crossed else None


def find_overlap(key: str | None, period: Period, stored: Sequence[Stored]) -> str | None:
	"""Return the key of a stored relationship, other than `key` itself, that shares a day with `period`, or None."""
	return next((row.key for row in stored if row.key != key and row.period.overlaps(period)), None)


def wording(seen_from_first: bool, label_from: str, label_to: str) -> str:
	"""Return the wording of a relationship for the side that looks at it."""
	return label_from if seen_from_first else label_to


def title(first: str, label_from: str, other: str) -> str:
	"""Return how a relationship is shown: "Bakery supports School". At most 140 characters, as the column holds."""
	text = f"{first} {label_from} {other}"
	return text if len(text) <= 140 else text[:139] + "…"
