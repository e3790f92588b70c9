"""Who pays for the office: sides, years, payments, and a balance that adds up to the cent."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import co_financing as rules
from upj_kooperation.domain.contribution import KINDS
from upj_kooperation.domain.values import Problem

TODAY = datetime.date(2016, 5, 10)
EURO = st.decimals(min_value=0, max_value=10_000_000, places=2)
CONTRIBUTIONS = st.lists(st.builds(rules.Contribution, st.sampled_from(rules.SIDES), EURO, EURO), max_size=12)


@pytest.mark.parametrize(
	("actor_type", "side"),
	[
		(None, "Municipality"),
		("Company", "Companies"),
		("Housing Company", "Companies"),
		("Social Enterprise", "Companies"),
		("Foundation", "Others"),
		("Public Body", "Others"),
		("", "Others"),
	],
)
def test_whose_money_it_is_follows_from_the_payer(actor_type: str | None, side: str):
	assert rules.side_of(actor_type) == side


@pytest.mark.parametrize(("year", "fits"), [(1999, False), (2000, True), (2100, True), (2101, False), (0, False)])
def test_a_year_is_one_of_this_century(year: int, fits: bool):
	assert (rules.check_year(year) is None) == fits


def test_the_costs_of_a_year_stand_there_once():
	assert rules.check_budgets([2016, 2017]) is None
	assert rules.check_budgets([2016, 2017, 2016]) == Problem(rules.YEAR_TWICE, ("1", "3", "2016"))
	assert rules.check_budgets([16]) == Problem(rules.NO_YEAR, ("16", "2000", "2100"))


@pytest.mark.parametrize(
	("payments", "gift", "message"),
	[
		([], None, None),
		([], "GIFT-00001", None),
		([(TODAY, Decimal("0.01"))], None, None),
		([(TODAY, Decimal("0.01"))], "GIFT-00001", rules.READ_FROM_THE_GIFT),
		([(TODAY, Decimal("0.00"))], None, rules.EMPTY_PAYMENT),
		([(TODAY + datetime.timedelta(days=1), Decimal(5))], None, rules.NOT_RECEIVED_YET),
	],
)
def test_payments_have_come_in_and_are_entered_in_one_place(payments: list, gift: str | None, message: str | None):
	problem = rules.check_payments(payments, gift, TODAY)
	assert (problem.message if problem else None) == message


@pytest.mark.parametrize("kind", KINDS)
def test_a_gift_pays_for_the_office_if_it_is_money_of_the_payer(kind: str):
	pays = kind in ("Money Donation", "Sponsoring", "Advertising", "Cost Share")
	problem = rules.check_gift("GIFT-00001", same_giver=True, same_municipality=True, kind=kind)
	assert problem == (None if pays else Problem(rules.NO_MONEY, ("GIFT-00001",)))
	foreign = rules.check_gift("GIFT-00001", same_giver=False, same_municipality=True, kind=kind)
	assert foreign == Problem(rules.ANOTHER_GIVER, ("GIFT-00001",))
	elsewhere = rules.check_gift("GIFT-00001", same_giver=False, same_municipality=False, kind=kind)
	assert elsewhere == Problem(rules.ANOTHER_TOWN, ("GIFT-00001",))


@given(CONTRIBUTIONS, st.none() | EURO)
def test_a_balance_adds_up_whatever_the_order(contributions: list, costs: Decimal | None):
	balance = rules.balance(contributions, costs)
	assert balance == rules.balance(reversed(contributions), costs)
	assert balance.pledged == sum((one.pledged for one in contributions), Decimal(0))
	assert balance.received + balance.open >= balance.pledged
	assert balance.open == 0 or balance.received + balance.open == balance.pledged
	assert all(0 <= share <= 1 for share in balance.shares)
	assert abs(sum(balance.shares) - (1 if balance.pledged else 0)) < Decimal("1e-20")
	if costs is None:
		assert balance.gap is None
	else:
		assert balance.gap >= 0
		assert balance.gap == 0 or balance.gap + balance.pledged == costs


@given(CONTRIBUTIONS, EURO, st.sampled_from(rules.SIDES), EURO)
def test_who_pledges_more_never_widens_the_gap(contributions: list, costs: Decimal, side: str, more: Decimal):
	further = rules.Contribution(side, more, Decimal(0))
	assert rules.balance([*contributions, further], costs).gap <= rules.balance(contributions, costs).gap
