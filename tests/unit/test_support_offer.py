"""A partner's offer: its kinds, its term, its status, and whether the partner may be asked at all."""

import datetime

import pytest

from upj_kooperation.domain import support_offer as rules
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.stakeholder import DORMANT, ENGAGED
from upj_kooperation.domain.stakeholder import ENDED as OVER
from upj_kooperation.domain.values import Problem

GOODS, MONEY, OLD = "Sachmittel", "Geld", "Spielzeug"


@pytest.mark.parametrize(
	("kinds", "allowed", "problem"),
	[
		([GOODS], False, None),
		([], False, Problem(rules.NO_KIND)),
		([GOODS, GOODS], False, Problem(rules.KIND_TWICE, (GOODS,))),
		([GOODS, OLD], False, Problem(rules.KIND_CLOSED, (OLD,))),
		([GOODS, MONEY], False, Problem(rules.MONEY_TABOO, (MONEY,))),
		([GOODS, MONEY], True, None),
	],
)
def test_kinds_are_in_use_and_money_only_where_a_group_takes_it(kinds: list, allowed: bool, problem: Problem | None):
	assert rules.check_kinds(kinds, {OLD}, {MONEY}, allowed) == problem


def test_an_offer_does_not_end_before_it_begins():
	day = datetime.date(2016, 5, 1)
	assert rules.check_window(Period(day, day)) is None
	assert rules.check_window(Period(day, day - datetime.timedelta(days=1))) == Problem(rules.CROSSED_WINDOW)


@pytest.mark.parametrize("before", rules.STATUSES)
@pytest.mark.parametrize("after", rules.STATUSES)
def test_what_has_ended_stays_so_and_nothing_becomes_a_draft_again(before: str, after: str):
	fits = rules.check_step(before, after) is None
	assert fits == (
		before == after
		or (before != rules.ENDED and after != rules.DRAFT and (before, after) != (rules.DRAFT, rules.PAUSED))
	)
	assert rules.check_step(None, after) is None


@pytest.mark.parametrize(
	("stage", "ground", "objected_on", "message"),
	[
		(ENGAGED, "Public Task", None, None),
		(DORMANT, "Consent", None, None),
		(ENGAGED, "Consent", datetime.date(2016, 5, 1), rules.OBJECTED),
		(ENGAGED, rules.NO_GROUND, None, rules.WITHOUT_GROUND),
		(ENGAGED, None, None, rules.WITHOUT_GROUND),
		(OVER, "Public Task", None, rules.RELATIONSHIP_ENDED),
	],
)
def test_who_objected_or_is_known_without_a_ground_is_not_asked(stage, ground, objected_on, message):
	problem = rules.why_not_asked(stage, ground, objected_on)
	assert (problem.message if problem else None) == message


def test_what_has_ended_stays_as_it_is():
	closed = [status for status in rules.STATUSES if rules.check_change(status)]
	assert closed == [rules.ENDED]
