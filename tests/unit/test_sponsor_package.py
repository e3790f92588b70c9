"""Sponsor packages: what is offered, and how often it can be taken (F24)."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import sponsor_package as rules
from upj_kooperation.domain.contribution import KINDS
from upj_kooperation.domain.periods import Period

DAY = datetime.date(2016, 5, 10)
BANNER = rules.Package("Logo auf dem Banner", Decimal("500.00"), 3, Period())


@pytest.mark.parametrize(
	("changes", "taken", "messages"),
	[
		({}, 0, []),
		({}, 3, []),
		({}, 4, [rules.FEWER_THAN_TAKEN]),
		({"places": 0}, 0, [rules.NO_PLACES]),
		({"places": -1}, 0, [rules.NO_PLACES]),
		({"price": Decimal("0.00")}, 0, [rules.NO_PRICE]),
		({"price": Decimal("0.01")}, 0, []),
		({"period": Period(DAY, DAY)}, 0, []),
		({"period": Period(DAY, DAY - datetime.timedelta(days=1))}, 0, [rules.CROSSED_DATES]),
	],
)
def test_a_package_is_sound_or_says_what_is_wrong(changes, taken, messages):
	assert [problem.message for problem in rules.package_problems(replace(BANNER, **changes), taken)] == messages


@pytest.mark.parametrize("kind", KINDS)
def test_only_sponsoring_and_advertising_take_a_package(kind):
	problem = rules.choice_problem(BANNER, kind, DAY)
	assert (problem and problem.message) == (None if kind in ("Sponsoring", "Advertising") else rules.ONLY_EXCHANGE)


@pytest.mark.parametrize(
	("changes", "message"),
	[
		({"enabled": False}, rules.NOT_OFFERED),
		({"period": Period(DAY, DAY)}, None),
		({"period": Period(DAY + datetime.timedelta(days=1), None)}, rules.NOT_ON_THAT_DAY),
		({"period": Period(None, DAY - datetime.timedelta(days=1))}, rules.NOT_ON_THAT_DAY),
	],
)
def test_a_package_is_taken_while_it_is_offered(changes, message):
	problem = rules.choice_problem(replace(BANNER, **changes), "Sponsoring", DAY)
	assert (problem and problem.message) == message


@pytest.mark.parametrize(
	("taken", "amount", "message"),
	[
		(2, "500.00", None),
		(2, "600.00", None),
		(2, "499.99", rules.BELOW_PRICE),
		(3, "500.00", rules.FULL),
		(4, "500.00", rules.FULL),
	],
)
def test_the_last_place_is_taken_once_and_at_its_price(taken, amount, message):
	problem = rules.taking_problem(BANNER, taken, Decimal(amount))
	assert (problem and problem.message) == message


@given(st.integers(1, 20), st.integers(0, 40))
def test_never_more_places_are_taken_than_there_are(places, asking):
	package, taken = replace(BANNER, places=places), 0
	for _one in range(asking):
		taken += rules.taking_problem(package, taken, package.price) is None
	assert taken == min(places, asking)
	assert not rules.package_problems(package, taken)
