"""Rules of what partners put into a project: pledged and delivered, in Euro, hours and units; their benefit (F18, F21).

Amounts are Decimal in Euro, hours and quantities Decimal, days dates; `today` is always given.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from upj_kooperation.domain.values import Problem

CONTRIBUTION_KINDS = ("Money", "Goods", "Working Time", "Rooms", "Know-how")
NOTHING = Decimal(0)

PARTNER_TWICE = (
	"Partners, row {0}: {1} already contributes {2} in the role {3}. "
	"Put both into one row, or choose another kind of contribution."
)
QUANTITY_WITHOUT_UNIT = "Partners, row {0}: enter the unit of the quantity, for example kg or evenings."
DELIVERED_WITHOUT_DAY = "Partners, row {0}: say in the field Delivered on on which day {1} delivered."
DELIVERED_IN_FUTURE = (
	"Partners, row {0}: {1} lies in the future, and nothing can have been delivered on that day. Correct the day."
)

NO_BENEFIT = (
	"Nobody has written down yet what these partners gain from it: {0}. Enter it under Partners, in the field "
	"Benefit for the Partner, before an agreement goes out."
)
NO_BENEFIT_FOR_PARTY = (
	"The project {1} does not say what these parties gain from it: {0}. Enter it there under Partners, or talk with "
	"them about it, before the agreement goes out."
)

MESSAGES = (
	PARTNER_TWICE,
	QUANTITY_WITHOUT_UNIT,
	DELIVERED_WITHOUT_DAY,
	DELIVERED_IN_FUTURE,
	NO_BENEFIT,
	NO_BENEFIT_FOR_PARTY,
)


@dataclass(frozen=True)
class Amounts:
	"""Euro and hours; they add up."""

	value: Decimal = NOTHING
	hours: Decimal = NOTHING

	def __add__(self, other: "Amounts") -> "Amounts":
		return Amounts(self.value + other.value, self.hours + other.hours)


@dataclass(frozen=True)
class Partner:
	"""What a stakeholder brings in, of one kind and in one role: pledged, delivered, and what it gains from it."""

	key: str
	role: str
	kind: str = ""
	name: str = ""
	pledged: Amounts = Amounts()
	quantity: Decimal = NOTHING
	unit: str | None = None
	delivered: Amounts = Amounts()
	delivered_quantity: Decimal = NOTHING
	delivered_on: datetime.date | None = None
	benefit: str | None = None


@dataclass(frozen=True)
class Sum:
	"""What all partners pledged and delivered of one kind."""

	kind: str
	pledged: Amounts
	delivered: Amounts


def check_partners(partners: Iterable[Partner], today: datetime.date) -> list[Problem]:
	"""Return which rows stand twice, have a quantity of nothing, or a delivery without a day or in the future."""
	problems = []
	seen: set[tuple[str, str, str]] = set()
	for row, partner in enumerate(partners, start=1):
		place, name = (partner.key, partner.role, partner.kind), partner.name or partner.key
		if place in seen:
			problems.append(Problem(PARTNER_TWICE, (row, name, partner.kind, partner.role)))
		seen.add(place)
		if (partner.quantity or partner.delivered_quantity) and not (partner.unit or "").strip():
			problems.append(Problem(QUANTITY_WITHOUT_UNIT, (row,)))
		if partner.delivered_on:
			if partner.delivered_on > today:
				problems.append(Problem(DELIVERED_IN_FUTURE, (row, partner.delivered_on)))
		elif partner.delivered != Amounts() or partner.delivered_quantity:
			problems.append(Problem(DELIVERED_WITHOUT_DAY, (row, name)))
	return problems


def sums_by_kind(partners: Sequence[Partner]) -> list[Sum]:
	"""Return what was pledged and delivered of each kind that occurs, in the order of the kinds."""
	return [
		Sum(
			kind,
			sum((one.pledged for one in partners if one.kind == kind), Amounts()),
			sum((one.delivered for one in partners if one.kind == kind), Amounts()),
		)
		for kind in CONTRIBUTION_KINDS
		if any(one.kind == kind for one in partners)
	]


def total(partners: Iterable[Partner]) -> Sum:
	"""Return what all partners pledged and delivered together."""
	rows = list(partners)
	return Sum("", sum((one.pledged for one in rows), Amounts()), sum((one.delivered for one in rows), Amounts()))


def without_benefit(partners: Iterable[Partner]) -> tuple[str, ...]:
	"""Return the names of the partners for whom no row says what they gain, in the order of the table."""
	rows = list(partners)
	return parties_without_benefit([(one.key, one.name or one.key) for one in rows], rows)


def parties_without_benefit(parties: Iterable[tuple[str, str]], partners: Iterable[Partner]) -> tuple[str, ...]:
	"""Return the names of the parties for whom no row of the project says what they gain, each once.

	parties: key and name of each stakeholder that is a party of the agreement.
	"""
	gaining = {one.key for one in partners if (one.benefit or "").strip()}
	return tuple(dict.fromkeys(name for key, name in parties if key not in gaining))


def is_open(amounts: Iterable[tuple[float, float]], delivered_on: datetime.date | None) -> bool:
	"""Say whether something that was pledged is missing; without figures the day of the delivery counts.

	amounts: what was pledged and what was delivered of it, each in its own measure.
	"""
	pledged = [(promised, came) for promised, came in amounts if promised]
	return any(came < promised for promised, came in pledged) if pledged else not delivered_on
