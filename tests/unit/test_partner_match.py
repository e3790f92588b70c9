"""A match: its attempts, its steps, its pair of brokers, and what the coordinator is reminded of."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import partner_match as rules
from upj_kooperation.domain.challenge_group import EXPERIENCED, YOUNGER, Member
from upj_kooperation.domain.partner_match import Attempt, MatchState, Reminder, Standing
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem

TODAY = datetime.date(2016, 5, 17)
STATES = [state for name, state in vars(MatchState).items() if name.isupper()]
ERIKA, MAX, EVA = "erika@gruppe.example", "max@gruppe.example", "eva@gruppe.example"
GROUP = (
	Member("Erika", ERIKA, EXPERIENCED, Period()),
	Member("Max", MAX, YOUNGER, Period(None, TODAY)),
	Member("Eva", EVA, YOUNGER, Period(TODAY)),
	Member("Ohne Zugang", None, YOUNGER, Period()),
)


def after(days: int) -> datetime.date:
	return TODAY + datetime.timedelta(days=days)


@pytest.mark.parametrize("state", STATES)
def test_only_an_open_match_keeps_a_second_one_away(state: str):
	key = rules.open_key("SR-00001", "SO-00001", state)
	assert key == (
		None if state in (MatchState.CARRIED_OUT, MatchState.CLOSED, MatchState.FAILED) else "SR-00001|SO-00001"
	)


@pytest.mark.parametrize(
	("attempt", "problem"),
	[
		(Attempt(TODAY, rules.AGREED), None),
		(Attempt(TODAY, rules.DECLINED), None),
		(Attempt(TODAY, rules.NOT_REACHED, TODAY), None),
		(Attempt(TODAY, rules.NOT_REACHED), Problem(rules.NO_NEXT_DAY, ("1",))),
		(Attempt(TODAY, rules.THINKING), Problem(rules.NO_NEXT_DAY, ("1",))),
		(Attempt(TODAY, rules.INTERESTED), Problem(rules.NO_NEXT_DAY, ("1",))),
		(Attempt(after(1), rules.AGREED), Problem(rules.FUTURE_ATTEMPT, ("1", after(1)))),
		(Attempt(TODAY, rules.INTERESTED, after(-1)), Problem(rules.NEXT_DAY_PAST, ("1", after(-1)))),
	],
)
def test_an_attempt_that_leaves_something_open_says_when_to_call_again(attempt: Attempt, problem: Problem | None):
	assert rules.check_attempts([attempt], TODAY) == problem


def test_steps_ask_for_their_words():
	assert rules.check_contact([]) == Problem(rules.NO_ATTEMPT)
	assert rules.check_contact([Attempt(TODAY, rules.AGREED)]) is None
	assert rules.check_failure(" ") == Problem(rules.NO_REASON)
	assert rules.check_failure("Zu kurzfristig") is None
	assert rules.check_outcome(Decimal(0), Decimal(0)) == Problem(rules.NOTHING_GIVEN)
	assert rules.check_outcome(Decimal("0.25"), Decimal(0)) is None
	assert rules.check_outcome(Decimal(0), Decimal("0.01")) is None


@pytest.mark.parametrize(
	("pair", "day", "problem"),
	[
		((ERIKA, MAX), TODAY, None),
		((ERIKA, None), TODAY, None),
		((None, None), TODAY, None),
		((ERIKA, ERIKA), TODAY, Problem(rules.ONE_PERSON)),
		((ERIKA, MAX), after(1), Problem(rules.NO_MEMBER, (MAX, after(1)))),
		((ERIKA, EVA), after(-1), Problem(rules.NO_MEMBER, (EVA, after(-1)))),
		((MAX, None), TODAY, Problem(rules.WRONG_GENERATION, (MAX, EXPERIENCED))),
		((None, ERIKA), TODAY, Problem(rules.WRONG_GENERATION, (ERIKA, YOUNGER))),
	],
)
def test_the_pair_is_one_experienced_and_one_younger_member_of_that_day(pair, day, problem):
	assert rules.check_brokers(*pair, GROUP, day) == problem


@pytest.mark.parametrize(
	("busy", "day", "pair"),
	[
		({}, TODAY, (ERIKA, EVA)),
		({EVA: 1}, TODAY, (ERIKA, MAX)),
		({EVA: 1}, after(1), (ERIKA, EVA)),
		({EVA: 1, MAX: 1}, TODAY, (ERIKA, EVA)),
	],
)
def test_those_with_the_fewest_open_matches_come_first(busy, day, pair):
	assert rules.pair_of(GROUP, busy, day) == pair


@given(st.dictionaries(st.sampled_from([ERIKA, MAX, EVA]), st.integers(0, 5)), st.integers(-3, 3))
def test_a_chosen_pair_always_fits(busy: dict, days: int):
	assert rules.check_brokers(*rules.pair_of(GROUP, busy, after(days)), GROUP, after(days)) is None


def test_a_group_without_logins_has_no_pair():
	assert rules.pair_of(GROUP[3:], {}, TODAY) == (None, None)


@pytest.mark.parametrize(
	("standing", "reminder"),
	[
		(Standing(MatchState.PROPOSED, TODAY), Reminder(rules.TO_CONTACT, after(3))),
		(
			Standing(MatchState.CONTACTED, TODAY, Attempt(TODAY, rules.THINKING, after(2))),
			Reminder(rules.TO_CALL_AGAIN, after(2)),
		),
		(Standing(MatchState.CONTACTED, TODAY, Attempt(TODAY, rules.AGREED)), Reminder(rules.TO_CALL_AGAIN, after(7))),
		(Standing(MatchState.CONFIRMED, TODAY, needed_on=after(30)), Reminder(rules.TO_ASK, after(31))),
		(Standing(MatchState.CARRIED_OUT, TODAY, carried_out_on=TODAY), Reminder(rules.TO_CLOSE, after(7))),
		(Standing(MatchState.CLOSED, TODAY), None),
		(Standing(MatchState.FAILED, TODAY), None),
	],
)
def test_what_sleeps_is_brought_to_mind(standing: Standing, reminder: Reminder | None):
	assert rules.reminder(standing) == reminder


@pytest.mark.parametrize(
	("outcomes", "kind"),
	[
		([], rules.OTHER_REASON),
		([rules.DECLINED], rules.PARTNER_DECLINED),
		([rules.NOT_REACHED, rules.DECLINED], rules.PARTNER_DECLINED),
		([rules.INTERESTED, rules.NOT_REACHED], rules.PARTNER_NOT_REACHED),
		([rules.NOT_REACHED, rules.AGREED], rules.OTHER_REASON),
	],
)
def test_the_last_attempt_says_why_a_match_failed(outcomes: list[str], kind: str):
	attempts = [Attempt(TODAY, outcome) for outcome in outcomes]
	assert rules.kind_of_failure(attempts) == kind and kind in rules.REASONS
	assert rules.kind_of_failure([Attempt(after(1), rules.AGREED), *attempts]) == rules.OTHER_REASON
