"""What came in and what is open: instalments, invoices, and where a town books (F24, F28)."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import contribution
from upj_kooperation.domain import money_in as rules
from upj_kooperation.domain.money_in import Account, Books, Instalment, InvoiceMoney, Money

DAY = datetime.date(2017, 2, 14)
EUROS = st.decimals(Decimal("0.01"), Decimal("1000000"), places=2)
TOWN = "Stadt Nienburg/Weser"
BOOKS = Books(
	company=TOWN,
	currency="EUR",
	bank=Account("Sparkasse", TOWN, root="Asset"),
	income=Account("Spenden", TOWN, root="Income"),
	cost_center=Account("Kämmerei", TOWN),
)


def later(days: int) -> datetime.date:
	return DAY + datetime.timedelta(days=days)


# ---------------------------------------------------------------- instalments


def test_one_instalment_of_two_leaves_the_rest_open():
	money = rules.of_instalments(Decimal(500), contribution.ACCEPTED, [Instalment(DAY, Decimal("199.99"))])
	assert money == Money(Decimal("199.99"), DAY, Decimal("300.01"), rules.PARTLY)


def test_before_the_acceptance_nothing_is_open_and_after_the_last_one_neither():
	assert rules.of_instalments(Decimal(500), contribution.TO_BE_ACCEPTED, []) == Money(
		Decimal(0), None, Decimal(0), ""
	)
	less = rules.of_instalments(Decimal(500), contribution.RECEIVED, [Instalment(DAY, Decimal(400))])
	assert (less.open, less.standing) == (0, rules.COMPLETELY)
	assert rules.of_instalments(Decimal(500), contribution.ACCEPTED, []).standing == rules.NOTHING_YET


@given(st.lists(EUROS, min_size=1, max_size=6), st.integers(0, 5))
def test_instalments_add_up_to_what_was_accepted_and_only_the_last_completes(amounts, missing):
	agreed = sum(amounts, Decimal(0))
	some = amounts[: max(len(amounts) - missing, 0)]
	rows = [Instalment(later(number), amount) for number, amount in enumerate(some)]
	money = rules.of_instalments(agreed, contribution.ACCEPTED, rows)
	assert money.received + money.open == agreed
	assert (money.standing == rules.COMPLETELY) == (len(some) == len(amounts))
	assert money.received_on == (later(len(some) - 1) if some else None)
	assert rules.state_after(contribution.ACCEPTED, money) == (
		contribution.RECEIVED if len(some) == len(amounts) else contribution.ACCEPTED
	)


@given(EUROS, EUROS)
def test_a_cent_more_than_accepted_is_too_much(before, amount):
	accepted = before + amount
	for kind in (*contribution.DONATIONS, contribution.COST_SHARE):
		assert rules.too_much(kind, accepted, before, amount) is None
		problem = rules.too_much(kind, accepted, before, amount + Decimal("0.01"))
		assert problem.values == (accepted, before, Decimal("0.01"))
	for kind in (*contribution.TIME_GIFTS, *contribution.EXCHANGES):
		assert rules.too_much(kind, Decimal(0), before, amount) is None


def test_it_is_the_last_when_all_is_there_or_somebody_says_so():
	money, sponsoring = contribution.MONEY_DONATION, contribution.SPONSORING
	assert rules.is_last(money, Decimal(80), Decimal(80), False)
	assert not rules.is_last(money, Decimal(80), Decimal("79.99"), False)
	assert rules.is_last(money, Decimal(80), Decimal(5), True)
	# With VAT on top, the agreed sum says nothing about the last payment.
	assert not rules.is_last(sponsoring, Decimal(80), Decimal(80), False)


@given(st.lists(st.tuples(EUROS, st.booleans())))
def test_what_waits_for_a_receipt_is_what_came_in_and_is_not_confirmed(rows):
	instalments = [Instalment(DAY, euros, confirmed) for euros, confirmed in rows]
	waiting = sum((euros for euros, confirmed in rows if not confirmed), Decimal(0))
	for kind in contribution.KINDS:
		for brokered in (False, True):
			owed = waiting if kind in contribution.DONATIONS and not brokered else 0
			assert rules.unconfirmed(kind, brokered, instalments) == owed


# ---------------------------------------------------------------- invoices


@pytest.mark.parametrize(
	("invoice", "open_", "standing", "overpaid"),
	[
		(InvoiceMoney(Decimal(695)), 695, rules.NOTHING_YET, 0),
		(InvoiceMoney(Decimal(695), Decimal(200), last_paid=DAY), 495, rules.PARTLY, 0),
		(InvoiceMoney(Decimal(695), Decimal("694.99"), last_paid=DAY), "0.01", rules.PARTLY, 0),
		(InvoiceMoney(Decimal(695), Decimal(695), last_paid=DAY), 0, rules.COMPLETELY, 0),
		(InvoiceMoney(Decimal(695), Decimal(695), surplus=Decimal(5), last_paid=DAY), 0, rules.OVERPAID, 5),
		(InvoiceMoney(Decimal(695), Decimal(695), Decimal(100), last_paid=DAY), 0, rules.OVERPAID, 100),
		(InvoiceMoney(Decimal(695), Decimal(595), Decimal(100), last_paid=DAY), 0, rules.COMPLETELY, 0),
		(InvoiceMoney(Decimal(695), credited=Decimal(695)), 0, rules.CREDITED, 0),
	],
)
def test_an_invoice_says_what_is_open(invoice, open_, standing, overpaid):
	money = rules.of_invoice(invoice)
	assert (money.open, money.standing, money.overpaid) == (Decimal(open_), standing, Decimal(overpaid))
	assert money.received == invoice.paid and money.received_on == invoice.last_paid


@given(EUROS, EUROS, EUROS)
def test_what_is_open_and_what_is_overpaid_exclude_each_other(total, paid, credited):
	money = rules.of_invoice(InvoiceMoney(total, paid, min(credited, total), last_paid=DAY))
	assert money.open >= 0 and money.overpaid >= 0 and not (money.open and money.overpaid)
	assert total - min(credited, total) + money.overpaid == paid + money.open


def test_the_state_follows_the_books_there_and_back():
	paid = rules.of_invoice(InvoiceMoney(Decimal(10), Decimal(10), last_paid=DAY))
	unpaid = rules.of_invoice(InvoiceMoney(Decimal(10)))
	assert rules.state_after(contribution.ACCEPTED, paid) == contribution.RECEIVED
	assert rules.state_after(contribution.CLOSED, paid) == contribution.CLOSED
	assert rules.state_after(contribution.RECEIVED, unpaid) == contribution.ACCEPTED
	assert rules.state_after(contribution.WITHDRAWN, paid) == contribution.WITHDRAWN


# ---------------------------------------------------------------- books


def test_only_money_without_an_invoice_is_booked_and_only_where_the_town_wants_it():
	booked = [kind for kind in contribution.KINDS if rules.is_booked(kind, True)]
	assert booked == [contribution.MONEY_DONATION, contribution.COST_SHARE]
	assert not any(rules.is_booked(kind, False) for kind in contribution.KINDS)


def test_each_kind_says_what_happens_in_the_books():
	for kind in contribution.KINDS:
		for books in (True, False):
			note = rules.booking_note(kind, books).message
			assert (note in (rules.BOOKED_AS_DONATION, rules.BOOKED_AS_SHARE)) == rules.is_booked(kind, books)
	assert rules.booking_note(contribution.COST_SHARE, True).message == rules.BOOKED_AS_SHARE
	assert rules.booking_note(contribution.WAIVER, True).message == rules.WAIVER_NOT_BOOKED
	assert rules.booking_note(contribution.SPONSORING, True).message == rules.INVOICE_IS_BOOKED
	assert rules.booking_note(contribution.MONEY_DONATION, False).message == rules.BOOKED_ELSEWHERE
	missing = rules.books_problems(replace(BOOKS, income=None, kind=contribution.COST_SHARE))
	assert [problem.message for problem in missing] == [rules.NO_SHARE_ACCOUNT]


def test_complete_books_have_no_problem():
	assert rules.books_problems(BOOKS) == []


@pytest.mark.parametrize(
	("change", "message"),
	[
		({"company": None}, rules.NO_COMPANY),
		({"currency": "USD"}, rules.OTHER_CURRENCY),
		({"bank": None}, rules.NO_BANK),
		({"income": None}, rules.NO_INCOME),
		({"cost_center": None}, rules.NO_COST_CENTER),
		({"bank": replace(BOOKS.bank, company="Andere")}, rules.OTHER_COMPANY),
		({"bank": replace(BOOKS.bank, currency="USD")}, rules.OTHER_CURRENCY),
		({"bank": replace(BOOKS.bank, root="Income")}, rules.WRONG_KIND),
		({"income": replace(BOOKS.income, is_group=True)}, rules.IS_GROUP),
		({"income": replace(BOOKS.income, root="Asset")}, rules.WRONG_KIND),
		({"cost_center": replace(BOOKS.cost_center, disabled=True)}, rules.IS_DISABLED),
	],
)
def test_what_is_missing_in_the_books_is_named(change, message):
	assert [problem.message for problem in rules.books_problems(replace(BOOKS, **change))] == [message]


def test_a_booking_lies_between_the_day_of_the_money_and_today():
	assert rules.booking_day_problem(DAY, DAY, DAY) is None
	assert rules.booking_day_problem(DAY, later(1), later(1)) is None
	assert rules.booking_day_problem(DAY, later(-1), later(1)).message == rules.BOOKED_TOO_EARLY
	assert rules.booking_day_problem(DAY, later(2), later(1)).message == rules.BOOKED_IN_FUTURE
