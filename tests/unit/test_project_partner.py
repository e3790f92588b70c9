"""What partners bring in: pledged and delivered, sums to the cent, who gains what."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import project_partner as rules

TODAY = date(2016, 9, 1)
BAKERY = rules.Partner("STK-1", "Lead Partner", "Goods", "Backstube", benefit="Azubis")
AMOUNTS = st.builds(
	rules.Amounts,
	st.decimals(0, 10**6, places=2, allow_nan=False),
	st.decimals(0, 10**4, places=2, allow_nan=False),
)
PARTNERS = st.lists(
	st.builds(
		rules.Partner,
		st.sampled_from(("a", "b", "c")),
		st.just("Partner"),
		st.sampled_from(rules.CONTRIBUTION_KINDS),
		pledged=AMOUNTS,
		delivered=AMOUNTS,
		benefit=st.sampled_from((None, " ", "Azubis")),
	),
	max_size=8,
)


def test_a_partner_has_a_kind_in_a_role_once():
	others = [replace(BAKERY, kind="Money"), replace(BAKERY, role="Sponsor"), replace(BAKERY, key="STK-2")]
	assert rules.check_partners([BAKERY, *others], TODAY) == []
	(problem,) = rules.check_partners([BAKERY, *others, BAKERY], TODAY)
	assert (problem.message, problem.values) == (rules.PARTNER_TWICE, (5, "Backstube", "Goods", "Lead Partner"))


@pytest.mark.parametrize(
	("change", "message"),
	[
		({"quantity": Decimal(3)}, rules.QUANTITY_WITHOUT_UNIT),
		({"quantity": Decimal(3), "unit": " "}, rules.QUANTITY_WITHOUT_UNIT),
		({"quantity": Decimal(3), "unit": "kg"}, None),
		({"delivered_quantity": Decimal(3), "unit": "kg"}, rules.DELIVERED_WITHOUT_DAY),
		({"delivered": rules.Amounts(Decimal("0.01"))}, rules.DELIVERED_WITHOUT_DAY),
		({"delivered": rules.Amounts(hours=Decimal(1))}, rules.DELIVERED_WITHOUT_DAY),
		({"delivered": rules.Amounts(hours=Decimal(1)), "delivered_on": TODAY}, None),
		({"delivered_on": TODAY + timedelta(days=1)}, rules.DELIVERED_IN_FUTURE),
		({"delivered_on": TODAY}, None),
	],
)
def test_a_delivery_has_its_day_and_a_quantity_its_unit(change, message):
	problems = rules.check_partners([replace(BAKERY, **change)], TODAY)
	assert [problem.message for problem in problems] == ([message] if message else [])


@given(PARTNERS)
def test_the_kinds_add_up_to_the_total(partners):
	sums, total = rules.sums_by_kind(partners), rules.total(partners)
	assert [one.kind for one in sums] == [
		kind for kind in rules.CONTRIBUTION_KINDS if kind in {p.kind for p in partners}
	]
	assert sum((one.pledged for one in sums), rules.Amounts()) == total.pledged
	assert sum((one.delivered for one in sums), rules.Amounts()) == total.delivered
	assert total.pledged.value == sum((one.pledged.value for one in partners), Decimal(0))


@given(PARTNERS)
def test_who_gains_nothing_is_named_once(partners):
	names = rules.without_benefit(partners)
	assert set(names) == {
		one.key for one in partners if not any((p.benefit or "").strip() for p in partners if p.key == one.key)
	}
	assert len(names) == len(set(names))


@pytest.mark.parametrize(
	("amounts", "delivered_on", "is_open"),
	[
		(((100.0, 99.99), (0.0, 0.0)), TODAY, True),
		(((100.0, 100.0), (0.0, 0.0)), None, False),
		(((100.0, 120.0), (8.0, 7.0)), TODAY, True),
		(((0.0, 0.0),), None, True),
		(((0.0, 0.0),), TODAY, False),
	],
)
def test_what_is_missing(amounts, delivered_on, is_open):
	assert rules.is_open(amounts, delivered_on) is is_open


def test_a_party_that_is_no_partner_gains_nothing_either():
	parties = [("STK-1", "Backstube"), ("STK-2", "Schule"), ("STK-2", "Schule")]
	assert rules.parties_without_benefit(parties, [BAKERY]) == ("Schule",)
	assert rules.parties_without_benefit(parties, [BAKERY, replace(BAKERY, key="STK-2")]) == ()
