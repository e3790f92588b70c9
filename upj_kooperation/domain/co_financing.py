"""Rules of who pays for the office of a challenge group: municipality and companies together (F35, seed 002)."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from upj_kooperation.domain.contribution import COST_SHARE, EXCHANGES, MONEY_DONATION
from upj_kooperation.domain.values import Problem

MUNICIPALITY = "Municipality"
COMPANIES = "Companies"
OTHERS = "Others"
SIDES = (MUNICIPALITY, COMPANIES, OTHERS)

# Kinds of a gift that put money into the office.
PAYING_KINDS = frozenset({MONEY_DONATION, COST_SHARE, *EXCHANGES})
COMPANY_TYPES = frozenset({"Company", "Housing Company", "Social Enterprise"})

FIRST_YEAR, LAST_YEAR = 2000, 2100
NOTHING = Decimal("0.00")

YEAR_TWICE = "Budgets, rows {0} and {1}: the costs of {2} stand there twice. Remove one of the rows."
NO_YEAR = "{0} is no year. Enter one from {1} to {2}."
NOTHING_PLEDGED = "Enter what was pledged. A payer who pledged nothing needs no record."
NOT_RECEIVED_YET = "Payments, row {0}: {1} lies in the future. Enter a payment when it has come in."
EMPTY_PAYMENT = "Payments, row {0}: enter the amount that came in."
READ_FROM_THE_GIFT = "What came in is read from the gift {0}. Remove the payments here, or the link to the gift."
ANOTHER_GIVER = "The gift {0} comes from another giver. Choose a gift of this payer."
ANOTHER_TOWN = "The gift {0} belongs to another municipality. Choose a gift of the group's own."
FOREIGN_PAYER = "{0} belongs to another municipality. Choose a payer of the group's own."
THERE_ALREADY = "{0} already has a record for {1}: {2}. Change that one."
NO_MONEY = "The gift {0} brings no money, so it pays nothing. Choose a gift of money, sponsoring or a cost share."

MESSAGES = (
	YEAR_TWICE,
	NO_YEAR,
	NOTHING_PLEDGED,
	NOT_RECEIVED_YET,
	EMPTY_PAYMENT,
	READ_FROM_THE_GIFT,
	ANOTHER_GIVER,
	ANOTHER_TOWN,
	FOREIGN_PAYER,
	THERE_ALREADY,
	NO_MONEY,
	*SIDES,
)


@dataclass(frozen=True)
class Contribution:
	"""What one payer pledged for a year and what came in, in Euro."""

	side: str
	pledged: Decimal
	received: Decimal


@dataclass(frozen=True)
class Balance:
	"""A year of the office in Euro; shares are parts of what was pledged, from 0 to 1, in the order of SIDES.

	gap: costs that nobody has pledged to pay; None where the costs are not known.
	"""

	costs: Decimal | None
	pledged: Decimal
	received: Decimal
	gap: Decimal | None
	shares: tuple[Decimal, ...]

	@property
	def open(self) -> Decimal:
		"""What was pledged and has not come in, in Euro."""
		return max(self.pledged - self.received, NOTHING)


def side_of(actor_type: str | None) -> str:
	"""Return whose money it is. actor_type: of the payer; None stands for the municipality itself."""
	if actor_type is None:
		return MUNICIPALITY
	return COMPANIES if actor_type in COMPANY_TYPES else OTHERS


def check_year(year: int) -> Problem | None:
	"""Return that this is no year, or None."""
	return None if FIRST_YEAR <= year <= LAST_YEAR else Problem(NO_YEAR, (str(year), str(FIRST_YEAR), str(LAST_YEAR)))


def check_budgets(years: Sequence[int]) -> Problem | None:
	"""Return what is wrong with the years whose costs are known, or None. Rows are counted from 1."""
	rows: dict[int, int] = {}
	for row, year in enumerate(years, start=1):
		if problem := check_year(year):
			return problem
		if year in rows:
			return Problem(YEAR_TWICE, (str(rows[year]), str(row), str(year)))
		rows[year] = row
	return None


def check_payments(
	payments: Iterable[tuple[datetime.date | None, Decimal]], sponsorship: str | None, today: datetime.date
) -> Problem | None:
	"""Return what is wrong with the payments (day and Euro), or None. Rows are counted from 1."""
	payments = list(payments)
	if payments and sponsorship:
		return Problem(READ_FROM_THE_GIFT, (sponsorship,))
	for row, (day, amount) in enumerate(payments, start=1):
		if amount <= 0:
			return Problem(EMPTY_PAYMENT, (str(row),))
		if day and day > today:
			return Problem(NOT_RECEIVED_YET, (str(row), day))
	return None


def check_gift(sponsorship: str, *, same_giver: bool, same_municipality: bool, kind: str | None) -> Problem | None:
	"""Return why a gift is not what a payer pledged for the office, or None."""
	if not same_municipality:
		return Problem(ANOTHER_TOWN, (sponsorship,))
	if not same_giver:
		return Problem(ANOTHER_GIVER, (sponsorship,))
	return None if kind in PAYING_KINDS else Problem(NO_MONEY, (sponsorship,))


def balance(contributions: Iterable[Contribution], costs: Decimal | None) -> Balance:
	"""Add up a year: pledged, received, the gap to the costs, and the share of each side in what was pledged."""
	contributions = list(contributions)
	by_side = {side: sum((one.pledged for one in contributions if one.side == side), NOTHING) for side in SIDES}
	pledged = sum(by_side.values(), NOTHING)
	return Balance(
		costs=costs,
		pledged=pledged,
		received=sum((one.received for one in contributions), NOTHING),
		gap=None if costs is None else max(costs - pledged, NOTHING),
		shares=tuple(by_side[side] / pledged if pledged else NOTHING for side in SIDES),
	)
