"""Which organ approves an agreement."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import agreement_approval as rules
from upj_kooperation.domain import term
from upj_kooperation.domain.acceptance import ORGAN_ORDER, RANK, RULE_CROSSED, UNKNOWN_ORGAN
from upj_kooperation.domain.agreement_approval import Rule, Tier
from upj_kooperation.domain.periods import Period

MAYOR = Tier("Mayor", Decimal(10000), 60)
COMMITTEE = Tier("Main Committee", Decimal(50000), 120)
COUNCIL = Tier("Council")
RULE = Rule("Hauptsatzung", "§ 6", (MAYOR, COMMITTEE, COUNCIL))
START = date(2016, 6, 1)


def organ(value: object, months: int | None, higher: str | None = None) -> str:
	return rules.approving_organ([RULE], Decimal(value), months, higher).organ


@pytest.mark.parametrize(
	("value", "months", "expected"),
	[
		(0, 1, "Mayor"),
		("10000.00", 60, "Mayor"),
		("10000.01", 60, "Main Committee"),
		(1, 61, "Main Committee"),
		(50000, 120, "Main Committee"),
		("50000.01", 1, "Council"),
		(1, 121, "Council"),
		(1, None, "Council"),
	],
)
def test_limits_are_inclusive_and_the_higher_organ_wins(value, months, expected):
	assert organ(value, months) == expected


def test_the_reason_names_what_was_passed():
	decision = rules.approving_organ([RULE], Decimal(60000), None)
	assert [reason.message for reason in decision.reasons] == [
		rules.WORTH_UNLIMITED,
		rules.OVER_VALUE,
		rules.OVER_MONTHS,
		rules.APPROVES,
	]
	assert decision.reasons[1].values == (Decimal(50000), "Main Committee")
	assert decision.rule == "Hauptsatzung"


@pytest.mark.parametrize(
	("higher", "expected"), [(None, "Main Committee"), ("Main Committee", "Main Committee"), ("Council", "Council")]
)
def test_a_town_may_ask_more_than_the_rule_and_never_less(higher, expected):
	assert organ(20000, 12, higher) == expected
	assert organ(60000, 12, higher) == "Council"


def test_in_doubt_the_council_approves():
	assert rules.approving_organ([], Decimal(1), 1).reasons[1].message == rules.NO_RULE
	several = rules.approving_organ([RULE, RULE], Decimal(1), 1)
	assert (several.organ, several.rule, several.reasons[1].message) == ("Council", None, rules.SEVERAL_RULES)


VALUES = st.decimals(0, 100000, places=2)
MONTHS = st.one_of(st.none(), st.integers(1, 600))


@given(VALUES, MONTHS, VALUES, st.integers(0, 600))
def test_more_value_or_a_longer_bond_never_leads_to_a_lower_organ(value, months, more, longer):
	later = None if months is None else months + longer
	assert RANK[organ(value + more, later)] >= RANK[organ(value, months)]


@pytest.mark.parametrize(
	("end", "renewal", "notice", "expected"),
	[
		(date(2016, 6, 30), term.NO_RENEWAL, 0, 1),
		(date(2016, 7, 1), term.NO_RENEWAL, 0, 2),
		(date(2017, 5, 31), term.BY_DECISION, 0, 12),
		(date(2017, 5, 31), term.AUTOMATIC, 0, None),
		(date(2017, 5, 31), term.AUTOMATIC, 3, 12),
		(None, term.NO_RENEWAL, 0, None),
		(None, term.NO_RENEWAL, 6, 6),
	],
)
def test_how_long_a_town_cannot_leave(end, renewal, notice, expected):
	assert rules.binding_months(START, end, renewal, notice) == expected


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 4000))
def test_months_of_a_term_are_the_fewest_that_hold_it(start, days):
	end = start + timedelta(days=days)
	months = term.months_of(start, end)
	assert term.end_after(start, months) >= end
	assert months == 1 or term.end_after(start, months - 1) < end


@pytest.mark.parametrize(
	("tiers", "expected"),
	[
		((MAYOR, COMMITTEE, COUNCIL), []),
		((COUNCIL,), []),
		((), [rules.NO_TIERS]),
		((MAYOR,), [rules.LAST_UNLIMITED]),
		((MAYOR, Tier("Main Committee", Decimal(5), 120), COUNCIL), [rules.LIMIT_ORDER]),
		((MAYOR, Tier("Main Committee", Decimal(50000), 12), COUNCIL), [rules.LIMIT_ORDER]),
		((Tier("Mayor", None, 60), COMMITTEE, COUNCIL), [rules.LIMIT_ORDER]),
		((COMMITTEE, MAYOR, COUNCIL), [rules.LIMIT_ORDER, ORGAN_ORDER]),
		((Tier("King"), COUNCIL), [UNKNOWN_ORGAN]),
	],
)
def test_what_is_wrong_with_a_rule(tiers, expected):
	assert [problem.message for problem in rules.rule_problems(tiers, Period(START))] == expected


def test_a_rule_does_not_end_before_it_begins():
	(problem,) = rules.rule_problems((COUNCIL,), Period(START, date(2016, 5, 31)))
	assert problem.message == RULE_CROSSED


def test_another_organ_than_was_asked_is_named():
	assert rules.check_same_organ("Mayor", "Mayor") is None
	assert rules.check_same_organ(None, "Mayor") is None
	assert rules.check_same_organ("Mayor", "Council").values == ("Mayor", "Council")
