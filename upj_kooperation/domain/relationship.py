"""Rules of a relationship of an organisation or a person to a stakeholder: who stands on which side, and when (F2)."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem

FROM = "From"
TO = "To"

ORGANISATION = "Organisation"
PERSON = "Person"
EITHER = "Organisation or Person"

STRENGTHS = ("Strong", "Medium", "Weak")

FIRST_MISSING = "Choose an organisation or a person on the first side."
FIRST_DOUBLE = "On the first side stands either an organisation or a person. Remove one of them."
NEEDS_PERSON = "On the first side of {0} stands a person. Choose a person, or another relationship type."
NEEDS_ORGANISATION = "On the first side of {0} stands an organisation. Choose one, or another relationship type."
SAME_STAKEHOLDER = "A stakeholder cannot have a relationship with itself. Choose another one on one side."
OTHER_MUNICIPALITY = "Both stakeholders must belong to the same municipality."
CROSSED_DATES = "The relationship ends on {1}, before it starts on {0}."
TYPE_DISABLED = "The relationship type {0} is no longer in use. Choose another one."
ACTOR_TYPE_FROM = "{0} on the first side is a {1}; the relationship type takes there only: {2}."
ACTOR_TYPE_TO = "{0} on the other side is a {1}; the relationship type takes there only: {2}."
OVERLAP = "These two already have this relationship in this period: {0}. End it first or change the dates."

MESSAGES = (
	FIRST_MISSING,
	FIRST_DOUBLE,
	NEEDS_PERSON,
	NEEDS_ORGANISATION,
	SAME_STAKEHOLDER,
	OTHER_MUNICIPALITY,
	CROSSED_DATES,
	TYPE_DISABLED,
	ACTOR_TYPE_FROM,
	ACTOR_TYPE_TO,
	OVERLAP,
)


class Side(NamedTuple):
	"""One side of a relationship: key, name, actor type and municipality; a person has no municipality of its own."""

	key: str
	name: str
	actor_type: str
	municipality: str | None


class Stored(NamedTuple):
	"""A stored relationship of the same two, in the same direction and of the same type."""

	key: str
	period: Period


def check_first(stakeholder: str | None, person: str | None, first_side: str, type_name: str) -> Problem | None:
	"""Return what is wrong with the choice of organisation or person on the first side, or None.

	first_side: what the relationship type takes there: Organisation, Person, or Organisation or Person.
	"""
	if not stakeholder and not person:
		return Problem(FIRST_MISSING)
	if stakeholder and person:
		return Problem(FIRST_DOUBLE)
	if person and first_side == ORGANISATION:
		return Problem(NEEDS_ORGANISATION, (type_name,))
	if stakeholder and first_side == PERSON:
		return Problem(NEEDS_PERSON, (type_name,))
	return None


def check_sides(first: Side, other: Side, allowed: Iterable[tuple[str, str]]) -> Problem | None:
	"""Return why these two cannot stand in a relationship of this type, or None.

	allowed: (side, actor type) rows of the relationship type; a side without a row takes every actor type. Whether a
	person may stand on the first side is the type's `first_side` (check_first).
	"""
	is_person = first.actor_type == PERSON
	if first.key == other.key and not is_person:
		return Problem(SAME_STAKEHOLDER)
	if first.municipality != other.municipality and not is_person:
		return Problem(OTHER_MUNICIPALITY)
	allowed = list(allowed)
	for side, message, stakeholder in ((FROM, ACTOR_TYPE_FROM, first), (TO, ACTOR_TYPE_TO, other)):
		types = tuple(actor_type for which, actor_type in allowed if which == side)
		if types and stakeholder.actor_type not in (*types, PERSON):
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
