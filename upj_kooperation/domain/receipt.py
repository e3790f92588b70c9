"""When a donation receipt may be issued, and what follows for its number, amount and notices (F28).

Sources: § 10b EStG, § 50 EStDV, § 63 Abs. 5 AO, the Federal Ministry's letter of 7 November 2013 on the forms of
donation receipts (DOMAIN.md, "Donation receipt of a public body"). The wording of the form stands in `receipt_form`.
"""

import calendar
import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from num2words import num2words

from upj_kooperation.domain import contribution
from upj_kooperation.domain.contribution import IN_KIND_DONATION, MONEY_DONATION, WAIVER
from upj_kooperation.domain.values import Problem as Sentence

MONEY, IN_KIND, COLLECTIVE = "Money Donation", "In-kind Donation", "Collective"
USED_BY_US, FORWARDED = "Used by Us", "Forwarded"
EXEMPTION, FINDING = "Exemption Notice", "Finding under § 60a AO"
# § 63 Abs. 5 AO: a notice of exemption holds for five years, a finding of the statutes for three.
YEARS_OF_NOTICE = {EXEMPTION: 5, FINDING: 3}
PRIVATE, BUSINESS, NO_ANSWER = "Private", "Business", "No Answer"
NEW = "New"
# From this day on, a bank record is enough up to this sum in Euro, and the provision that says so (§ 84 Abs. 2c EStDV).
BANK_RECORD = (
	(datetime.date(2020, 1, 1), Decimal(300), "§ 50 Abs. 4 EStDV"),
	(datetime.date(2017, 1, 1), Decimal(200), "§ 50 Abs. 4 EStDV"),
	(datetime.date.min, Decimal(200), "§ 50 Abs. 2 EStDV"),
)
# What is true of the receipt that an instalment stands in; once its original is settled, it stands in none.
VALID, CANCELLED = "Issued", "Cancelled"
MAX_ADDRESS_LINES = 5

NO_GIFTS = "Enter at least one gift."
GIFT_TWICE = "{0} stands in this receipt twice. Remove one of the rows."
NOT_READY = "{0}: {1}"
OTHER_GIVER = "{0} was given by somebody else. A receipt names the gifts of one giver."
OTHER_TOWN = "{0} was given to another municipality. A receipt names the gifts to one municipality."
HAS_RECEIPT = (
	"{0} stands in the donation receipt {1} already. A gift is confirmed once: print that receipt again, as a "
	"duplicate."
)
CANCELLED_RECEIPT = (
	"{0} stood in the donation receipt {1}, which was cancelled but is still in the giver's hands. Record there that "
	"the "
	"original has come back, or how it was settled; then the gift can be confirmed anew."
)
OTHER_YEAR = (
	"{0}: nothing came in in {1} that could be confirmed, but in {2}. A receipt is for one calendar year: choose that "
	"year, or remove the gift."
)
ONE_IN_KIND = (
	"Objects are confirmed by a receipt of their own: the collective receipt is for money only. Remove the other gifts."
)
NOT_ALL_OBJECTS = (
	"Objects worth {0} Euro were accepted, but {1} Euro are recorded as received. A receipt covers what came in; enter "
	"the "
	"objects that came in as an offer of their own."
)
NEEDS_CONDITION = "Enter the condition of {0} in the gift."
NEEDS_AGE = "Enter the age of {0} in the gift; it is not new."
NEEDS_BASIS = "Enter the basis of the valuation of {0} in the gift."
NEEDS_WITHDRAWAL = (
	"{0} comes from a business: enter the value of the withdrawal and the value added tax on it in the gift."
)
WITHDRAWAL_ADDS_UP = (
	"{0} comes from a business: withdrawal value and value added tax come to {1} Euro, but it is valued at {2} Euro. "
	"Both must be the same."
)
NEEDS_NAME = "Enter the name of the giver as it stands in the receipt."
NEEDS_ADDRESS = "Enter the address of the giver: street, postcode and town."
LONG_ADDRESS = "Shorten the address of the giver to {0} lines."
NEEDS_PURPOSE = (
	"Enter what the gift furthers by tax law (§§ 52 to 54 AO), for example: der Erziehung und der Volks- und "
	"Berufsbildung."
)
NEEDS_ISSUER = "Enter the issuer of donation receipts with its address at the municipality first."
NEEDS_PLACE = "Enter the place where the receipt is issued."
ISSUED_IN_FUTURE = "The day of issue {0} lies in the future. A receipt is issued today or was issued before."
ISSUED_TOO_EARLY = "The day of issue {0} lies before {1}, the day on which a gift came in."
ISSUED_BEFORE_LAST = (
	"The receipt {0} of this year was issued on {1}. Choose that day or a later one, so that the numbers follow the "
	"days."
)
NEEDS_RECEIVER = "Enter to whom the gift was forwarded."
NEEDS_NOTICE = "Enter tax office, tax number, kind and date of the notice of {0}; the receipt names them."
NOTICE_IN_FUTURE = "The notice of {0} is dated {1}, after the day of issue {2}."
NOTICE_TOO_OLD = (
	"The {0} of {1} is of {2} and held until {3} (§ 63 Abs. 5 AO). The receipt would not be recognised; ask for a "
	"newer notice."
)
BANK_RECORD_IS_ENOUGH = (
	"A receipt is not needed: up to {0} Euro the giver's bank record is enough for the tax office ({1}). "
	"You may issue one all the same."
)
TOO_LONG = (
	"The receipt does not fit on one A4 page, which the form must not exceed. Shorten the description of the objects, "
	"the address or the purpose."
)

MESSAGES = (
	NO_GIFTS,
	GIFT_TWICE,
	NOT_READY,
	OTHER_GIVER,
	OTHER_TOWN,
	HAS_RECEIPT,
	CANCELLED_RECEIPT,
	OTHER_YEAR,
	ONE_IN_KIND,
	NOT_ALL_OBJECTS,
	NEEDS_CONDITION,
	NEEDS_AGE,
	NEEDS_BASIS,
	NEEDS_WITHDRAWAL,
	WITHDRAWAL_ADDS_UP,
	NEEDS_NAME,
	NEEDS_ADDRESS,
	LONG_ADDRESS,
	NEEDS_PURPOSE,
	NEEDS_ISSUER,
	NEEDS_PLACE,
	ISSUED_IN_FUTURE,
	ISSUED_TOO_EARLY,
	ISSUED_BEFORE_LAST,
	NEEDS_RECEIVER,
	NEEDS_NOTICE,
	NOTICE_IN_FUTURE,
	NOTICE_TOO_OLD,
	BANK_RECORD_IS_ENOUGH,
	TOO_LONG,
)


@dataclass(frozen=True)
class Item:
	"""A donated object. Values in Euro for one piece; age in years; documented: a document of the valuation is kept."""

	description: str
	quantity: Decimal
	unit_value: Decimal
	origin: str
	condition: str = ""
	age: Decimal = Decimal(0)
	price: Decimal = Decimal(0)
	withdrawal_value: Decimal = Decimal(0)
	withdrawal_vat: Decimal = Decimal(0)
	basis: str = ""
	documented: bool = False


@dataclass(frozen=True)
class Part:
	"""Money or value that came in on a day, in Euro: the tax office counts each on its own day (§ 11 Abs. 2 EStG).

	earlier: number of the receipt that it stands in, and its standing: VALID or CANCELLED. gone: the booking was
	cancelled, so that it counts no more; a receipt that names it may be in the giver's hands all the same.
	"""

	day: datetime.date
	amount: Decimal
	name: str = ""
	earlier: str | None = None
	standing: str | None = None
	gone: bool = False

	@property
	def is_open(self) -> bool:
		"""Say whether it came in and no receipt confirms it."""
		return not self.gone and not self.standing


@dataclass(frozen=True)
class Gift:
	"""A gift as far as a receipt needs it.

	agreed: what was accepted, in Euro. parts: each instalment. year: the calendar year that a receipt is for; None for
	all of them.
	"""

	title: str
	name: str
	giver: str
	municipality: str
	kind: str
	state: str
	agreed: Decimal
	parts: tuple[Part, ...] = ()
	brokered: bool = False
	items: tuple[Item, ...] = ()
	year: int | None = None

	@property
	def of_year(self) -> tuple[Part, ...]:
		"""The instalments of the receipt's year, also those that it does not take."""
		return tuple(part for part in self.parts if self.year in (None, part.day.year))

	@property
	def taken(self) -> tuple[Part, ...]:
		"""What a receipt confirms: what came in in its year and stands in no other one."""
		return tuple(part for part in self.of_year if part.is_open)

	@property
	def received(self) -> Decimal:
		"""The sum of what a receipt confirms, in Euro."""
		return sum((part.amount for part in self.taken), Decimal(0))

	@property
	def received_on(self) -> datetime.date | None:
		"""The last day on which something came in that a receipt confirms."""
		return max((part.day for part in self.taken), default=None)

	@property
	def has_come_in(self) -> bool:
		"""Say whether anything came in, whatever the year."""
		return any(not part.gone for part in self.parts)


@dataclass(frozen=True)
class Forwarding:
	"""To whom a gift was passed on, and the notice that says that the receiver is exempt."""

	receiver: str = ""
	tax_office: str = ""
	tax_number: str = ""
	notice: str = ""
	notice_date: datetime.date | None = None


@dataclass(frozen=True)
class Head:
	"""What a receipt says beside its gifts. forwarding: None where the town uses the gift itself."""

	giver: str
	municipality: str
	giver_name: str
	address: str
	issuer: str
	purpose: str
	place: str
	issued_on: datetime.date
	forwarding: Forwarding | None = None


def receipt_kind(gifts: Sequence[Gift]) -> str:
	"""Return which of the three forms is used: it follows from the gifts."""
	if len(gifts) == 1 and gifts[0].kind == IN_KIND_DONATION:
		return IN_KIND
	return COLLECTIVE if len(gifts) > 1 or any(len(gift.taken) > 1 for gift in gifts) else MONEY


def open_years(gifts: Sequence[Gift]) -> list[int]:
	"""Return the calendar years in which something came in that no receipt confirms yet."""
	return sorted({part.day.year for gift in gifts for part in gift.parts if part.is_open})


def in_year(gifts: Sequence[Gift], chosen: int) -> list[Gift]:
	"""Return the gifts as a receipt for a calendar year takes them; where none is chosen, for the first open one."""
	year = chosen or next(iter(open_years(gifts)), None)
	return [replace(gift, year=year) for gift in gifts]


def total(gifts: Sequence[Gift]) -> Decimal:
	"""Return the sum that a receipt confirms, in Euro."""
	return sum((gift.received for gift in gifts), Decimal(0))


def amount_in_words(amount: Decimal) -> str:
	"""Return an amount in Euro in German words, as the form wants it beside the figures: 'achtzig Euro und zehn "
	"Cent'."""
	words = num2words(amount.quantize(Decimal("0.01")), lang="de", to="currency", currency="EUR")
	return words.removesuffix(" und null Cent")


def receipt_number(year: int, number: int) -> str:
	"""Return the running number of a municipality's receipt in a year: '2017-0001'."""
	return f"{year}-{number:04}"


def notice_holds_until(notice: str, day: datetime.date) -> datetime.date:
	"""Return the last day on which a receipt may rest on a notice of this kind and date (§ 63 Abs. 5 AO, § 188 BGB)."""
	year = day.year + YEARS_OF_NOTICE[notice]
	return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))


def bank_record_limit(day: datetime.date) -> tuple[Decimal, str]:
	"""Return up to which sum in Euro a bank record is enough for a gift of this day, and the provision."""
	return next((limit, basis) for since, limit, basis in BANK_RECORD if day >= since)


def bank_record_note(kind: str, received: Decimal, received_on: datetime.date | None) -> Sentence | None:
	"""Say where no receipt is needed; an object and a waived claim leave no bank record."""
	if kind != MONEY_DONATION or not received_on or received <= 0:
		return None
	limit, basis = bank_record_limit(received_on)
	return Sentence(BANK_RECORD_IS_ENOUGH, (limit, basis)) if received <= limit else None


def gift_problems(head_giver: str, municipality: str, gifts: Sequence[Gift]) -> list[Sentence]:
	"""Return why these gifts cannot stand in one receipt of this giver and municipality."""
	if not gifts:
		return [Sentence(NO_GIFTS)]
	problems = []
	names = [gift.name for gift in gifts]
	for position, gift in enumerate(gifts):
		if gift.name in names[:position]:
			problems.append(Sentence(GIFT_TWICE, (gift.title,)))
		if gift.giver != head_giver:
			problems.append(Sentence(OTHER_GIVER, (gift.title,)))
		if gift.municipality != municipality:
			problems.append(Sentence(OTHER_TOWN, (gift.title,)))
		ready, reason = contribution.receipt_readiness(gift.kind, gift.state, gift.brokered, gift.has_come_in)
		if not ready:
			problems.append(Sentence(NOT_READY, (gift.title, reason.message)))
		elif problem := earlier_problem(gift):
			problems.append(problem)
		elif gift.received <= 0:
			years = open_years([gift])
			problems.append(
				Sentence(OTHER_YEAR, (gift.title, str(gift.year), ", ".join(map(str, years))))
				if years
				else Sentence(NOT_READY, (gift.title, contribution.NOT_RECEIVED))
			)
	if len(gifts) > 1 and any(gift.kind == IN_KIND_DONATION for gift in gifts):
		problems.append(Sentence(ONE_IN_KIND))
	for gift in gifts:
		if gift.kind == IN_KIND_DONATION:
			problems += _object_problems(gift)
	return problems


def earlier_problem(gift: Gift) -> Sentence | None:
	"""Return why what came in in the year is not confirmed again: its receipt stands, or is still with the giver.

	A cancelled receipt holds back the whole year, for the booking of what it names may have been replaced since.
	"""
	for part in gift.of_year:
		if part.standing == CANCELLED:
			return Sentence(CANCELLED_RECEIPT, (gift.title, part.earlier))
	valid = [part.earlier for part in gift.of_year if part.standing == VALID]
	return Sentence(HAS_RECEIPT, (gift.title, valid[-1])) if valid and not gift.taken else None


def _object_problems(gift: Gift) -> list[Sentence]:
	problems = []
	if gift.received != gift.agreed:
		problems.append(Sentence(NOT_ALL_OBJECTS, (gift.agreed, gift.received)))
	for item in gift.items:
		if not item.condition:
			problems.append(Sentence(NEEDS_CONDITION, (item.description,)))
		elif item.condition != NEW and item.age <= 0:
			problems.append(Sentence(NEEDS_AGE, (item.description,)))
		if item.origin != BUSINESS:
			if not item.basis:
				problems.append(Sentence(NEEDS_BASIS, (item.description,)))
			continue
		if item.withdrawal_value <= 0:
			problems.append(Sentence(NEEDS_WITHDRAWAL, (item.description,)))
		elif problem := withdrawal_problem(item):
			problems.append(problem)
	return problems


def withdrawal_problem(item: Item) -> Sentence | None:
	"""Return where a withdrawal from a business is valued at something else than its value and the tax on it."""
	valued = item.withdrawal_value + item.withdrawal_vat
	if not valued or valued == item.unit_value:
		return None
	return Sentence(WITHDRAWAL_ADDS_UP, (item.description, valued, item.unit_value))


def head_problems(head: Head, gifts: Sequence[Gift], today: datetime.date) -> list[Sentence]:
	"""Return what is missing or wrong in a receipt beside its gifts."""
	problems = [
		Sentence(message)
		for value, message in (
			(head.giver_name, NEEDS_NAME),
			(head.address, NEEDS_ADDRESS),
			(head.purpose, NEEDS_PURPOSE),
			(head.issuer, NEEDS_ISSUER),
			(head.place, NEEDS_PLACE),
		)
		if not value.strip()
	]
	if len(head.address.strip().splitlines()) > MAX_ADDRESS_LINES:
		problems.append(Sentence(LONG_ADDRESS, (MAX_ADDRESS_LINES,)))
	if head.issued_on > today:
		problems.append(Sentence(ISSUED_IN_FUTURE, (head.issued_on,)))
	last = max((gift.received_on for gift in gifts if gift.received_on), default=None)
	if last and head.issued_on < last:
		problems.append(Sentence(ISSUED_TOO_EARLY, (head.issued_on, last)))
	if head.forwarding and (problem := forwarding_problem(head.forwarding, head.issued_on)):
		problems.append(problem)
	return problems


def forwarding_problem(forwarding: Forwarding, issued_on: datetime.date) -> Sentence | None:
	"""Return what is wrong with the notice of whom a gift was forwarded to, exact to the day."""
	receiver, day = forwarding.receiver, forwarding.notice_date
	if not receiver:
		return Sentence(NEEDS_RECEIVER)
	if not (forwarding.tax_office and forwarding.tax_number and forwarding.notice in YEARS_OF_NOTICE and day):
		return Sentence(NEEDS_NOTICE, (receiver,))
	if day > issued_on:
		return Sentence(NOTICE_IN_FUTURE, (receiver, day, issued_on))
	until = notice_holds_until(forwarding.notice, day)
	return Sentence(NOTICE_TOO_OLD, (forwarding.notice, receiver, day, until)) if issued_on > until else None


def is_waiver(gift: Gift) -> bool:
	"""Say whether a gift is the waiver of a claim for expenses."""
	return gift.kind == WAIVER
