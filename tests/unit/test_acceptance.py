"""Who accepts a gift: rule of the day, sum of the budget year, organ (F25). The table of cases is the specification."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import acceptance as rules
from upj_kooperation.domain import council_paper
from upj_kooperation.domain.acceptance import (
	COUNCIL,
	DECIDED,
	MAIN_COMMITTEE,
	MAYOR,
	OPEN,
	RANK,
	VOID,
	Gift,
	Paper,
	Rule,
	RuleOnFile,
	Tier,
	deciding_organ,
)
from upj_kooperation.domain.periods import Period

DAY = datetime.date(2016, 5, 10)
MONEY = "Money Donation"


def lower_saxony(delegated=True, **values):
	tiers = (
		Tier(MAYOR, Decimal("100.00")),
		Tier(MAIN_COMMITTEE, Decimal("2000.00"), only_if_delegated=True),
		Tier(COUNCIL),
	)
	return Rule("Niedersachsen", "§ 111 Abs. 8 NKomVG", tiers, delegation_in_force=delegated, **values)


COUNCIL_ONLY = Rule("Baden-Württemberg", "§ 78 Abs. 4 GemO", (Tier(COUNCIL),))


def gift(amount, day=DAY, name="this", kind=MONEY, standing=OPEN, conflict=False):
	return Gift(name, day, Decimal(amount), kind, standing, conflict)


def organ(rule, amount, others=(), **values):
	return deciding_organ(rule, others, gift(amount, **values)).organ


@pytest.mark.parametrize(
	("amount", "delegated", "not_delegated"),
	[
		("0.00", MAYOR, MAYOR),
		("0.01", MAYOR, MAYOR),
		("99.99", MAYOR, MAYOR),
		("100.00", MAYOR, MAYOR),
		("100.01", MAIN_COMMITTEE, COUNCIL),
		("1999.99", MAIN_COMMITTEE, COUNCIL),
		("2000.00", MAIN_COMMITTEE, COUNCIL),
		("2000.01", COUNCIL, COUNCIL),
		("999999999999.99", COUNCIL, COUNCIL),
	],
)
def test_limits_are_inclusive_and_exact_to_the_cent(amount, delegated, not_delegated):
	assert organ(lower_saxony(delegated=True), amount) == delegated
	assert organ(lower_saxony(delegated=False), amount) == not_delegated
	assert organ(COUNCIL_ONLY, amount) == COUNCIL


@pytest.mark.parametrize(
	("earlier", "amount", "expected_sum", "expected"),
	[
		([], "60", "60", MAYOR),
		(["60"], "60", "120", MAIN_COMMITTEE),
		(["80"], "60", "140", MAIN_COMMITTEE),
		(["40", "60"], "0.00", "100", MAYOR),
		(["40"], "60", "100", MAYOR),
		(["40"], "60.01", "100.01", MAIN_COMMITTEE),
		(["0.10", "0.20"], "99.70", "100.00", MAYOR),
		(["0.10"] * 999, "0.10", "100.00", MAYOR),
		(["0.10"] * 1000, "0.10", "100.10", MAIN_COMMITTEE),
		(["60", "60"], "1", "121", MAIN_COMMITTEE),
		(["1950"], "50", "2000", MAIN_COMMITTEE),
		(["1950"], "50.01", "2000.01", COUNCIL),
		(["5000"], "0.01", "5000.01", COUNCIL),
	],
)
def test_gifts_of_a_chain_are_summed(earlier, amount, expected_sum, expected):
	days = [datetime.date(2016, 1, 1)] * len(earlier)
	others = [gift(value, day=day, name=str(i)) for i, (value, day) in enumerate(zip(earlier, days, strict=True))]
	decision = deciding_organ(lower_saxony(), others, gift(amount))
	assert (decision.giver_sum, decision.organ) == (Decimal(expected_sum), expected)


@pytest.mark.parametrize(
	("other", "counts"),
	[
		(gift("60", name="other", standing=OPEN, day=datetime.date(2016, 5, 9)), True),
		(gift("60", name="other", standing=OPEN, day=DAY), True),
		(gift("60", name="other", standing=OPEN, day=datetime.date(2016, 5, 11)), False),
		(gift("60", name="other", standing=DECIDED, day=datetime.date(2016, 5, 11)), True),
		(gift("60", name="other", standing=VOID, day=datetime.date(2016, 5, 9)), False),
		(gift("60", name="other", kind="Waiver of Expenses"), True),
		(gift("60", name="other", kind="In-kind Donation"), True),
		(gift("60", name="other", kind="Sponsoring"), False),
		(gift("60", name="other", kind="Cost Share"), False),
		(gift("60", name="other", kind="Corporate Volunteering"), False),
		(gift("60", name="this"), False),
	],
)
def test_what_counts_beside_the_gift(other, counts):
	decision = deciding_organ(lower_saxony(), [other], gift("60"))
	assert decision.organ == (MAIN_COMMITTEE if counts else MAYOR)
	assert decision.giver_sum == (Decimal(120) if counts else Decimal(60))


def test_from_the_gift_that_passes_the_limit_on_the_higher_organ_decides():
	days = [datetime.date(2016, month, 1) for month in (1, 2, 3, 4)]
	gifts = [gift("40", day=day, name=str(day)) for day in days]
	assert [deciding_organ(lower_saxony(), gifts, one).organ for one in gifts] == [
		MAYOR,
		MAYOR,
		MAIN_COMMITTEE,
		MAIN_COMMITTEE,
	]


def test_raising_an_earlier_gift_decides_the_open_ones_anew():
	later = gift("30", name="later")
	before = [gift("60", name="earlier", day=datetime.date(2016, 5, 1)), later]
	raised = [gift("90", name="earlier", day=datetime.date(2016, 5, 1)), later]
	assert deciding_organ(lower_saxony(), before, later).organ == MAYOR
	assert deciding_organ(lower_saxony(), raised, later).organ == MAIN_COMMITTEE


def test_sponsoring_counts_only_where_the_rule_covers_it():
	others = [gift("60", name="earlier", kind="Sponsoring")]
	covering = lower_saxony(covers_sponsoring=True)
	assert organ(covering, "60", others) == MAIN_COMMITTEE
	assert organ(covering, "120", kind="Sponsoring") == MAIN_COMMITTEE
	decision = deciding_organ(lower_saxony(), others, gift("9000", kind="Sponsoring"))
	assert (decision.organ, decision.giver_sum) == (MAYOR, Decimal(9000))
	assert decision.reasons[0].message == rules.NOT_COVERED


@pytest.mark.parametrize("kind", ["Advertising", "Cost Share", "Pro Bono", "Use of Rooms", "Corporate Volunteering"])
def test_contracts_and_services_are_no_gifts(kind):
	assert organ(lower_saxony(covers_sponsoring=True), "9000", kind=kind) == MAYOR


def test_a_rule_without_summing_looks_at_each_gift():
	others = [gift("5000", name="earlier", standing=DECIDED)]
	decision = deciding_organ(lower_saxony(sum_per_giver=False), others, gift("100"))
	assert (decision.organ, decision.giver_sum) == (MAYOR, Decimal(100))
	assert decision.reasons[0].message == rules.SUM_NOT_USED


@pytest.mark.parametrize(
	("rule", "amount", "kind", "expected"),
	[
		(lower_saxony(delegated=True), "50", MONEY, MAIN_COMMITTEE),
		(lower_saxony(delegated=False), "50", MONEY, COUNCIL),
		(lower_saxony(delegated=True), "150", MONEY, COUNCIL),
		(lower_saxony(delegated=True), "5000", MONEY, COUNCIL),
		(lower_saxony(delegated=True), "50", "Sponsoring", MAIN_COMMITTEE),
		(COUNCIL_ONLY, "50", "Sponsoring", COUNCIL),
		(COUNCIL_ONLY, "50", MONEY, COUNCIL),
	],
)
def test_a_possible_conflict_lifts_the_organ_one_step(rule, amount, kind, expected):
	decision = deciding_organ(rule, [], gift(amount, kind=kind, conflict=True))
	assert decision.organ == expected
	assert decision.reasons[-1].message in (rules.LIFTED, rules.LIFTED_ALREADY_TOP)


@pytest.mark.parametrize(
	("rule", "amount", "messages"),
	[
		(lower_saxony(), "100", [rules.SUM_SINGLE, rules.UP_TO_LIMIT]),
		(lower_saxony(), "100.01", [rules.SUM_SINGLE, rules.BETWEEN_LIMITS]),
		(lower_saxony(), "2000.01", [rules.SUM_SINGLE, rules.ABOVE_LIMIT]),
		(lower_saxony(delegated=False), "100.01", [rules.SUM_SINGLE, rules.ABOVE_LIMIT, rules.NOT_DELEGATED]),
		(lower_saxony(delegated=False), "2000.01", [rules.SUM_SINGLE, rules.ABOVE_LIMIT]),
		(lower_saxony(delegated=False), "100", [rules.SUM_SINGLE, rules.UP_TO_LIMIT]),
		(COUNCIL_ONLY, "1", [rules.SUM_SINGLE, rules.WHATEVER_SUM]),
	],
)
def test_the_reason_says_why(rule, amount, messages):
	assert [reason.message for reason in deciding_organ(rule, [], gift(amount)).reasons] == messages


def test_the_reason_names_sum_year_limits_and_law():
	others = [gift("80", name="earlier")]
	reasons = deciding_organ(lower_saxony(), others, gift("60")).reasons
	assert reasons[0].values == (2016, Decimal(140))
	assert reasons[1].values == (Decimal(100), Decimal(2000), MAIN_COMMITTEE, "§ 111 Abs. 8 NKomVG")


@pytest.mark.parametrize(
	("rule", "expected"),
	[(lower_saxony(), COUNCIL), (COUNCIL_ONLY, COUNCIL), (Rule("Stadt", "DA", (Tier(MAYOR),)), MAYOR)],
)
@pytest.mark.parametrize("kind", [MONEY, "Cost Share"])
def test_in_doubt_the_highest_organ_decides(rule, expected, kind):
	doubtful = Gift("this", DAY, Decimal("0.01"), kind, OPEN, conflict=True, doubtful=True)
	decision = deciding_organ(rule, [], doubtful)
	assert decision.organ == expected
	assert decision.reasons[-1].message == rules.IN_DOUBT


@pytest.mark.parametrize(
	("doubtful", "reason", "refused"), [(False, "", False), (True, " ", True), (True, "Wir", False)]
)
def test_a_doubt_says_why(doubtful, reason, refused):
	assert bool(rules.doubt_problem(doubtful, reason)) == refused


# ---------------------------------------------------------------- properties

cents = st.integers(0, 300_000).map(lambda value: Decimal(value) / 100)
days = st.dates(datetime.date(2016, 1, 1), datetime.date(2016, 12, 31))
kinds = st.sampled_from([MONEY, "In-kind Donation", "Sponsoring", "Cost Share"])
standings = st.sampled_from([OPEN, DECIDED, VOID])
rule_strategy = st.builds(
	lower_saxony,
	delegated=st.booleans(),
	covers_sponsoring=st.booleans(),
)
gifts_strategy = st.lists(st.tuples(days, cents, kinds, standings), max_size=8).map(
	lambda rows: [Gift(str(i), *row) for i, row in enumerate(rows)]
)


@given(rule_strategy, gifts_strategy, cents, cents, st.booleans(), days)
def test_a_larger_gift_never_goes_to_a_lower_organ(rule, others, amount, more, conflict, day):
	smaller, larger = (gift(value, day=day, conflict=conflict) for value in (amount, amount + more))
	assert RANK[deciding_organ(rule, others, smaller).organ] <= RANK[deciding_organ(rule, others, larger).organ]


@given(rule_strategy, gifts_strategy, st.data())
def test_the_order_of_entry_changes_nothing(rule, gifts, data):
	shuffled = data.draw(st.permutations(gifts))
	for one in gifts:
		assert deciding_organ(rule, gifts, one) == deciding_organ(rule, shuffled, one)


@given(rule_strategy, gifts_strategy, st.lists(cents, min_size=1, max_size=6), days)
def test_splitting_a_gift_on_one_day_lowers_the_organ_of_no_part(rule, others, parts, day):
	whole = gift(sum(parts, Decimal(0)), day=day)
	split = [gift(part, day=day, name=f"part {i}") for i, part in enumerate(parts)]
	for part in split:
		assert deciding_organ(rule, [*others, *split], part).organ == deciding_organ(rule, others, whole).organ


@given(rule_strategy, gifts_strategy, st.lists(st.tuples(cents, days), min_size=1, max_size=6), days)
def test_splitting_a_gift_over_the_year_leaves_one_part_to_the_same_organ(rule, others, parts, day):
	whole = gift(sum((amount for amount, _day in parts), Decimal(0)), day=day)
	split = [gift(amount, day=max(day, part_day), name=f"part {i}") for i, (amount, part_day) in enumerate(parts)]
	ranks = [RANK[deciding_organ(rule, [*others, *split], part).organ] for part in split]
	assert max(ranks) >= RANK[deciding_organ(rule, others, whole).organ]


@given(rule_strategy, st.lists(st.tuples(days, cents), min_size=1, max_size=8), st.data())
def test_the_mayor_never_accepts_more_than_the_limit_in_whatever_order_is_decided(rule, rows, data):
	gifts = {str(i): Gift(str(i), day, amount, MONEY) for i, (day, amount) in enumerate(rows)}
	by_mayor = Decimal(0)
	for name in data.draw(st.permutations(sorted(gifts))):
		if deciding_organ(rule, gifts.values(), gifts[name]).organ == MAYOR:
			by_mayor += gifts[name].amount
		gifts[name] = Gift(name, gifts[name].offered_on, gifts[name].amount, MONEY, DECIDED)
	assert by_mayor <= Decimal(100)


@given(rule_strategy, gifts_strategy, cents, days)
def test_a_conflict_never_lowers_the_organ(rule, others, amount, day):
	plain, tied = (deciding_organ(rule, others, gift(amount, day=day, conflict=found)) for found in (False, True))
	assert RANK[tied.organ] >= RANK[plain.organ]
	assert tied.organ in {tier.organ for tier in rule.available}


# ---------------------------------------------------------------- budget year and choice of the rule


@pytest.mark.parametrize(
	("day", "first_month", "year"),
	[
		(datetime.date(2016, 1, 1), 1, 2016),
		(datetime.date(2016, 12, 31), 1, 2016),
		(datetime.date(2016, 6, 30), 7, 2015),
		(datetime.date(2016, 7, 1), 7, 2016),
		(datetime.date(2017, 6, 30), 7, 2016),
		(datetime.date(2016, 11, 30), 12, 2015),
		(datetime.date(2016, 12, 1), 12, 2016),
	],
)
def test_the_budget_year_may_differ_from_the_calendar_year(day, first_month, year):
	assert rules.budget_year(day, first_month) == year
	assert rules.budget_period(year, first_month).contains(day)


def test_a_budget_year_ends_the_day_before_the_next_one_begins():
	assert rules.budget_period(2015, 3) == (datetime.date(2015, 3, 1), datetime.date(2016, 2, 29))
	assert rules.budget_period(2016) == (datetime.date(2016, 1, 1), datetime.date(2016, 12, 31))


@given(days, st.integers(1, 12))
def test_every_day_lies_in_its_budget_year_and_in_no_other(day, first_month):
	year = rules.budget_year(day, first_month)
	assert [rules.budget_period(y, first_month).contains(day) for y in (year - 1, year, year + 1)] == [
		False,
		True,
		False,
	]


LAND_OLD = RuleOnFile("Land alt", None, Period(datetime.date(2010, 1, 1), datetime.date(2015, 12, 31)))
LAND_NEW = RuleOnFile("Land neu", None, Period(datetime.date(2016, 1, 1)))
OWN = RuleOnFile("Hauptsatzung", "03256022", Period(datetime.date(2016, 3, 1), datetime.date(2016, 6, 30)))
FOREIGN = RuleOnFile("Andere", "03241001", Period(datetime.date(2010, 1, 1)))


@pytest.mark.parametrize(
	("day", "expected"),
	[
		(datetime.date(2009, 12, 31), []),
		(datetime.date(2010, 1, 1), [LAND_OLD]),
		(datetime.date(2015, 12, 31), [LAND_OLD]),
		(datetime.date(2016, 1, 1), [LAND_NEW]),
		(datetime.date(2016, 2, 29), [LAND_NEW]),
		(datetime.date(2016, 3, 1), [OWN]),
		(datetime.date(2016, 6, 30), [OWN]),
		(datetime.date(2016, 7, 1), [LAND_NEW]),
	],
)
def test_the_rule_of_the_day_is_chosen_and_the_towns_own_goes_first(day, expected):
	assert rules.choose_rule([LAND_OLD, LAND_NEW, OWN, FOREIGN], "03256022", day) == expected


def test_rules_of_one_scope_do_not_overlap():
	again = RuleOnFile("Land noch einmal", None, Period(datetime.date(2015, 12, 31), datetime.date(2015, 12, 31)))
	assert rules.overlapping(again, [LAND_OLD, LAND_NEW, OWN]) == LAND_OLD
	assert rules.overlapping(LAND_NEW, [LAND_OLD, LAND_NEW, OWN, FOREIGN]) is None
	assert rules.overlapping(RuleOnFile("x", "03256022", Period(datetime.date(2016, 6, 30))), [OWN]) == OWN


# ---------------------------------------------------------------- a rule must be sound


@pytest.mark.parametrize(
	("tiers", "messages"),
	[
		((Tier(COUNCIL),), []),
		(lower_saxony().tiers, []),
		((), [rules.NO_TIERS]),
		((Tier(MAYOR, Decimal(100)),), [rules.LAST_UNLIMITED]),
		((Tier(MAYOR), Tier(COUNCIL)), [rules.ONLY_LAST_UNLIMITED]),
		((Tier(COUNCIL, only_if_delegated=True),), [rules.LAST_DELEGATED]),
		((Tier(MAYOR, Decimal(100)), Tier(MAIN_COMMITTEE, Decimal(100)), Tier(COUNCIL)), [rules.TIER_ORDER]),
		((Tier(MAYOR, Decimal(100)), Tier(MAIN_COMMITTEE, Decimal("100.01")), Tier(COUNCIL)), []),
		((Tier(MAIN_COMMITTEE, Decimal(100)), Tier(MAYOR, Decimal(200)), Tier(COUNCIL)), [rules.ORGAN_ORDER]),
		((Tier(COUNCIL, Decimal(100)), Tier(COUNCIL)), [rules.ORGAN_ORDER]),
	],
)
def test_an_unsound_rule_is_refused(tiers, messages):
	problems = rules.rule_problems(tiers, Period(DAY, None))
	assert [problem.message for problem in problems] == messages


def test_a_rule_does_not_end_before_it_begins():
	crossed = Period(DAY, DAY - datetime.timedelta(days=1))
	assert [problem.message for problem in rules.rule_problems((Tier(COUNCIL),), crossed)] == [rules.RULE_CROSSED]


# ---------------------------------------------------------------- four eyes and the council's paper


@pytest.mark.parametrize(
	("user", "message"),
	[
		("owner", rules.OWN_OFFER),
		("taker", rules.OWN_TAKING),
		("checker", rules.OWN_CHECK),
		("approver", None),
	],
)
def test_who_had_a_hand_in_it_does_not_decide(user, message):
	problem = rules.decider_problem(user, "owner", "taker", "checker")
	assert (problem.message if problem else None) == message


@pytest.mark.parametrize(
	("another_checks", "user", "message"),
	[
		(False, "taker", None),
		(True, "taker", rules.ANOTHER_CHECKS),
		(True, "owner", rules.ANOTHER_CHECKS),
		(True, "colleague", None),
	],
)
def test_who_took_an_offer_does_not_check_it_where_the_rule_says_so(another_checks, user, message):
	problem = rules.checker_problem(lower_saxony(another_checks=another_checks), user, "owner", "taker")
	assert (problem.message if problem else None) == message


PAPER = Paper("CP-1", "03256022", "Decided", DAY, "As Proposed")


@pytest.mark.parametrize(
	("organ", "paper", "message"),
	[
		(MAYOR, None, None),
		(COUNCIL, None, rules.PAPER_MISSING),
		(MAIN_COMMITTEE, None, rules.PAPER_MISSING),
		(COUNCIL, PAPER, None),
		(MAIN_COMMITTEE, PAPER, None),
		(COUNCIL, replace(PAPER, municipality="03241001"), rules.PAPER_FOREIGN),
		(COUNCIL, replace(PAPER, state="Noted"), council_paper.ONLY_NOTED),
		(COUNCIL, replace(PAPER, state="Scheduled"), council_paper.NOT_DECIDED),
		(COUNCIL, replace(PAPER, outcome="Rejected"), council_paper.WAS_REJECTED),
		(COUNCIL, replace(PAPER, meeting_date=None), rules.PAPER_WITHOUT_DAY),
		(COUNCIL, replace(PAPER, meeting_date=DAY + datetime.timedelta(days=1)), rules.PAPER_IN_FUTURE),
		(COUNCIL, replace(PAPER, meeting_date=DAY - datetime.timedelta(days=1)), rules.PAPER_BEFORE_OFFER),
	],
)
def test_a_body_decides_in_a_meeting_with_a_paper(organ, paper, message):
	problem = rules.paper_problem(organ, "03256022", paper, offered_on=DAY, today=DAY)
	assert (problem.message if problem else None) == message
