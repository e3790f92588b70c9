"""What came in of a contribution, what is open, and when it may be booked (F24, F28; DOMAIN.md, "Who accepts").

A donation comes in by instalments, each after the acceptance and never more than was accepted: what goes beyond is a
gift of its own, with a decision of its own. What came in of a sponsoring follows from the payments of its invoice.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from upj_kooperation.domain import contribution
from upj_kooperation.domain.contribution import COST_SHARE, DONATIONS, EXCHANGES, MONEY_DONATION, WAIVER
from upj_kooperation.domain.values import Problem as Sentence

EURO = "EUR"
NOTHING_YET, PARTLY, COMPLETELY, OVERPAID, CREDITED = (
	"Nothing Received Yet",
	"Partly Received",
	"Completely Received",
	"Overpaid",
	"Credited",
)
STANDINGS = (NOTHING_YET, PARTLY, COMPLETELY, OVERPAID, CREDITED)

MORE_THAN_ACCEPTED = (
	"{0} Euro were accepted, {1} Euro came in before, so {2} Euro are too much. What goes beyond is a gift of its own: "
	"enter it as an offer, and record here what was accepted."
)
FOLLOWS_INVOICE = (
	"What comes in for this follows from the payments of the invoice {0} in ERPNext. Enter the payment there."
)
BOOKED_IN_FUTURE = "The booking date {0} lies in the future. Book today, or on an earlier day in an open period."
BOOKED_TOO_EARLY = (
	"The booking date {0} lies before {1}, the day on which the money came in. Choose that day or a later one."
)
NO_COMPANY = "Enter the company in ERPNext at the municipality first; donations are booked there."
NO_BANK = "Enter the bank account for donations at the municipality first."
NO_INCOME = "Enter the income account for donations at the municipality first."
NO_SHARE_ACCOUNT = "Enter the income account for cost shares at the municipality first."
NO_COST_CENTER = "Enter the cost centre for donations at the municipality first."
OTHER_COMPANY = "{0} belongs to another company. Choose one of the company {1} at the municipality."
IS_GROUP = "{0} is a group, nothing can be booked there. Choose another one at the municipality."
IS_DISABLED = "{0} is disabled in ERPNext. Enable it there, or choose another one at the municipality."
WRONG_KIND = "{0} is not an account of the kind {1}. Choose another one at the municipality."
OTHER_CURRENCY = (
	"{0} is kept in {1}, but all is recorded in Euro here. Choose company and accounts in Euro at the municipality."
)
RECEIPT_STANDS = (
	"The donation receipt {0} confirms this money. Cancel it first and get its original back; then the booking "
	"can be cancelled."
)

BOOKED_AS_DONATION = "It is booked in ERPNext when it is recorded: the bank, and the income account for donations."
BOOKED_AS_SHARE = "It is booked in ERPNext when it is recorded: the bank, and the income account for cost shares."
WAIVER_NOT_BOOKED = (
	"No money flows, so nothing is booked here: the giver waives a claim. If your books carry it as a debt, take it "
	"out there. The donation receipt says that it was waived."
)
INVOICE_IS_BOOKED = (
	"Make the invoice first: what comes in then follows from its payments in ERPNext. What is recorded here is not "
	"booked."
)
NO_MONEY_NOT_BOOKED = "No money flows, so nothing is booked."
BOOKED_ELSEWHERE = "The municipality does not book donations in ERPNext, so it is only recorded here."

MESSAGES = (
	*STANDINGS,
	MORE_THAN_ACCEPTED,
	FOLLOWS_INVOICE,
	BOOKED_IN_FUTURE,
	BOOKED_TOO_EARLY,
	NO_COMPANY,
	NO_BANK,
	NO_INCOME,
	NO_SHARE_ACCOUNT,
	NO_COST_CENTER,
	OTHER_COMPANY,
	IS_GROUP,
	IS_DISABLED,
	WRONG_KIND,
	OTHER_CURRENCY,
	RECEIPT_STANDS,
	BOOKED_AS_DONATION,
	BOOKED_AS_SHARE,
	WAIVER_NOT_BOOKED,
	INVOICE_IS_BOOKED,
	NO_MONEY_NOT_BOOKED,
	BOOKED_ELSEWHERE,
)

ASSET, INCOME = "Asset", "Income"
# Without an invoice; what comes in of sponsoring follows from its invoice.
MOVES_MONEY = frozenset({MONEY_DONATION, COST_SHARE})


@dataclass(frozen=True)
class Account:
	"""An account or a cost centre of ERPNext. root: Asset, Income and so on; empty for a cost centre."""

	name: str
	company: str
	currency: str = EURO
	root: str = ""
	is_group: bool = False
	disabled: bool = False


@dataclass(frozen=True)
class Books:
	"""Where a municipality books money of a kind; None for what is not entered. income: the account of that kind."""

	company: str | None
	currency: str
	bank: Account | None
	income: Account | None
	cost_center: Account | None
	kind: str = MONEY_DONATION


@dataclass(frozen=True)
class Instalment:
	"""Money or value that came in on a day, in Euro. confirmed: it stands in a donation receipt."""

	day: datetime.date
	amount: Decimal
	confirmed: bool = False


@dataclass(frozen=True)
class InvoiceMoney:
	"""An invoice and what became of it, in Euro with VAT.

	paid: settled by payments; credited: taken back by credit notes; surplus: paid on top, not settled with anything;
	last_paid: day of the last payment.
	"""

	total: Decimal
	paid: Decimal = Decimal(0)
	credited: Decimal = Decimal(0)
	surplus: Decimal = Decimal(0)
	last_paid: datetime.date | None = None


@dataclass(frozen=True)
class Money:
	"""What is shown on a contribution. received_on: day of the last money."""

	received: Decimal
	received_on: datetime.date | None
	open: Decimal
	standing: str
	overpaid: Decimal = Decimal(0)


def is_booked(kind: str, books_donations: bool) -> bool:
	"""Say whether what comes in is booked when it is recorded: objects, time and waived claims move no money."""
	return books_donations and kind in MOVES_MONEY


def booking_note(kind: str, books_donations: bool) -> Sentence:
	"""Say what happens in the books when somebody records that it came in."""
	if kind == WAIVER:
		return Sentence(WAIVER_NOT_BOOKED)
	if kind in EXCHANGES:
		return Sentence(INVOICE_IS_BOOKED)
	if kind not in MOVES_MONEY:
		return Sentence(NO_MONEY_NOT_BOOKED)
	if not books_donations:
		return Sentence(BOOKED_ELSEWHERE)
	return Sentence(BOOKED_AS_SHARE if kind == COST_SHARE else BOOKED_AS_DONATION)


def books_problems(books: Books) -> list[Sentence]:
	"""Return what is missing or wrong in where a municipality books donations."""
	problems = [
		Sentence(message)
		for value, message in (
			(books.company, NO_COMPANY),
			(books.bank, NO_BANK),
			(books.income, NO_SHARE_ACCOUNT if books.kind == COST_SHARE else NO_INCOME),
			(books.cost_center, NO_COST_CENTER),
		)
		if not value
	]
	if books.company and books.currency != EURO:
		problems.append(Sentence(OTHER_CURRENCY, (books.company, books.currency)))
	for account, root in ((books.bank, ASSET), (books.income, INCOME), (books.cost_center, "")):
		if account and books.company:
			problems += _account_problems(account, root, books.company)
	return problems


def _account_problems(account: Account, root: str, company: str) -> list[Sentence]:
	problems = []
	if account.company != company:
		problems.append(Sentence(OTHER_COMPANY, (account.name, company)))
	if account.is_group:
		problems.append(Sentence(IS_GROUP, (account.name,)))
	if account.disabled:
		problems.append(Sentence(IS_DISABLED, (account.name,)))
	if account.root != root:
		problems.append(Sentence(WRONG_KIND, (account.name, root)))
	if account.currency != EURO:
		problems.append(Sentence(OTHER_CURRENCY, (account.name, account.currency)))
	return problems


def booking_day_problem(received_on: datetime.date, booked_on: datetime.date, today: datetime.date) -> Sentence | None:
	"""Return why money of one day cannot be booked on another."""
	if booked_on > today:
		return Sentence(BOOKED_IN_FUTURE, (booked_on,))
	return Sentence(BOOKED_TOO_EARLY, (booked_on, received_on)) if booked_on < received_on else None


def too_much(kind: str, accepted: Decimal, before: Decimal, amount: Decimal) -> Sentence | None:
	"""Return why an instalment goes beyond what was accepted. Time and rooms have no agreed sum to go beyond."""
	if kind not in DONATIONS | {COST_SHARE} or before + amount <= accepted:
		return None
	return Sentence(MORE_THAN_ACCEPTED, (accepted, before, before + amount - accepted))


def unconfirmed(kind: str, brokered: bool, instalments: Sequence[Instalment]) -> Decimal:
	"""Return how much of what came in, in Euro, a donation receipt of the municipality could still confirm."""
	if kind not in DONATIONS or brokered:
		return Decimal(0)
	return sum((one.amount for one in instalments if not one.confirmed), Decimal(0))


def is_last(kind: str, accepted: Decimal, received: Decimal, announced: bool) -> bool:
	"""Say whether nothing more is expected: it is all there, or whoever records it says so."""
	return announced or (kind not in EXCHANGES and received >= accepted)


def of_instalments(agreed: Decimal, state: str, instalments: Sequence[Instalment]) -> Money:
	"""Return what came in and what is open of a contribution that is not invoiced."""
	received = sum((one.amount for one in instalments), Decimal(0))
	day = max((one.day for one in instalments), default=None)
	if state in contribution.HAS_COME_IN or (state == contribution.ACCEPTED and 0 < agreed <= received):
		return Money(received, day, Decimal(0), COMPLETELY)
	if state != contribution.ACCEPTED:
		return Money(received, day, Decimal(0), "")
	return Money(received, day, agreed - received, PARTLY if received else NOTHING_YET)


def of_invoice(invoice: InvoiceMoney) -> Money:
	"""Return what came in and what is open of a contribution whose invoice was submitted."""
	due = invoice.total - invoice.credited
	overpaid = invoice.surplus + max(invoice.paid - due, Decimal(0))
	open_ = max(due - invoice.paid, Decimal(0))
	if due <= 0 and not overpaid:
		standing = CREDITED
	elif overpaid:
		standing = OVERPAID
	elif not open_:
		standing = COMPLETELY
	else:
		standing = PARTLY if invoice.paid > 0 else NOTHING_YET
	return Money(invoice.paid, invoice.last_paid if invoice.paid else None, open_, standing, overpaid)


def state_after(state: str, money: Money) -> str:
	"""Return the state of the procedure that follows when the books say something else than before."""
	has_come_in = money.standing in (COMPLETELY, OVERPAID)
	if state == contribution.ACCEPTED and has_come_in:
		return contribution.RECEIVED
	if state in contribution.HAS_COME_IN and not has_come_in:
		return contribution.ACCEPTED
	return state
