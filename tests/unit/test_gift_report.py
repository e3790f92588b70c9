"""Which gifts are reported to the supervisory authority, and who is named in public (F27)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import gift_report as rules
from upj_kooperation.domain.gift_report import Duty, Gift

SAXONY = Duty(yearly=True, above=Decimal(100), sum_per_giver=True, covers_sponsoring=False)
EACH = replace(SAXONY, sum_per_giver=False)
amounts = st.decimals("0.01", "500.00", places=2)


def gifts(*amounts: str | Decimal, giver: str = "bakery", kind: str = "Money Donation") -> list[Gift]:
	"""Return gifts of one giver under the rule "R"."""
	return [Gift(f"{giver}-{index}", giver, kind, Decimal(amount), "R") for index, amount in enumerate(amounts)]


@pytest.mark.parametrize(
	("duty", "given", "reported"),
	[
		(SAXONY, ("100.00",), 0),
		(SAXONY, ("100.01",), 1),
		(SAXONY, ("60.00", "40.00"), 0),
		(SAXONY, ("60.00", "40.01"), 2),
		(EACH, ("60.00", "100.01"), 1),
		(replace(SAXONY, yearly=False), ("5000",), 0),
		(replace(SAXONY, above=Decimal(0)), ("0.01",), 1),
	],
)
def test_limits_are_inclusive_and_exact_to_the_cent(duty: Duty, given: tuple, reported: int):
	assert len(rules.to_report({"R": duty}, gifts(*given))) == reported


def test_sponsoring_and_time_are_reported_where_the_rule_covers_them():
	for kind, covered in (("Sponsoring", True), ("Advertising", False), ("Pro Bono", False)):
		assert not rules.to_report({"R": SAXONY}, gifts("500", kind=kind))
		assert bool(rules.to_report({"R": replace(SAXONY, covers_sponsoring=True)}, gifts("500", kind=kind))) == covered
	assert not rules.to_report({}, gifts("500"))


def test_givers_are_summed_each_for_itself():
	assert not rules.to_report({"R": SAXONY}, [*gifts("60"), *gifts("60", giver="school")])


@given(st.lists(amounts, min_size=1, max_size=6), amounts)
def test_a_further_gift_takes_none_out_of_the_report(given: list[Decimal], more: Decimal):
	for duty in (SAXONY, EACH):
		before = rules.to_report({"R": duty}, gifts(*given))
		assert before <= rules.to_report({"R": duty}, gifts(*given, more))


@given(amounts, amounts)
def test_splitting_a_gift_does_not_hide_it(one: Decimal, other: Decimal):
	whole = rules.to_report({"R": SAXONY}, gifts(one + other))
	assert bool(whole) == bool(rules.to_report({"R": SAXONY}, gifts(one, other)))


@pytest.mark.parametrize(
	("organ", "kind", "at_once", "due"),
	[
		("Council", "Money Donation", True, True),
		("Main Committee", "In-kind Donation", True, True),
		("Mayor", "Money Donation", True, False),
		("Council", "Money Donation", False, False),
		("Council", "Advertising", True, False),
	],
)
def test_what_the_authority_hears_at_once(organ: str, kind: str, at_once: bool, due: bool):
	assert rules.is_notified_at_once(replace(SAXONY, at_once=at_once), kind, organ) == due


@pytest.mark.parametrize(
	("actor", "consent", "named"),
	[
		("Company", None, True),
		("Company", "", True),
		("Company", "No", False),
		("Initiative", None, False),
		("Initiative", "Yes", True),
		("", None, False),
	],
)
def test_businesses_are_named_and_all_others_with_consent_alone(actor: str, consent: str | None, named: bool):
	assert rules.is_named(actor, consent, Decimal(50), Decimal(50)) == named
	assert not rules.is_named(actor, consent, Decimal("49.99"), Decimal(50))
