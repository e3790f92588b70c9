"""Follow-up plans: what a plan must hold, when its steps are due, who does them, when a run ends."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import follow_up as rules
from upj_kooperation.domain.stakeholder import DORMANT, ENDED, STAGES
from upj_kooperation.domain.working_days import calendar_of, is_working_day

NIENBURG = calendar_of("03256022")
TODAY = date(2016, 6, 20)
KIRA, EBRU, ANA = "kira@nienburg.example", "ebru@nienburg.example", "ana@nienburg.example"
DAYS = st.dates(date(1991, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
	("steps", "stage", "message"),
	[
		([], None, rules.NO_STEPS),
		([rules.Step(0)], None, None),
		([rules.Step(rules.MAX_DAYS)], DORMANT, None),
		([rules.Step(rules.MAX_DAYS + 1)], None, rules.DAYS_OUT_OF_RANGE),
		([rules.Step(0), rules.Step(-1)], None, rules.DAYS_OUT_OF_RANGE),
		([rules.Step(0, rules.USER)], None, rules.USER_MISSING),
		([rules.Step(0, rules.USER, user=KIRA)], None, None),
		([rules.Step(0, rules.ROLE)], None, rules.ROLE_MISSING),
		([rules.Step(0, rules.ROLE, role="Cooperation Approver")], None, None),
		([rules.Step(0)], ENDED, rules.NO_PLAN_FOR_ENDED),
	],
)
def test_a_plan_says_what_is_to_be_done_by_whom_and_when(steps, stage, message):
	problem = rules.check_plan(steps, stage)
	assert (problem and problem.message) == message


@pytest.mark.parametrize(
	("enabled", "stage", "start", "message"),
	[
		(True, "Contacted", TODAY, None),
		(True, DORMANT, TODAY + timedelta(30), None),
		(False, "Contacted", TODAY, rules.PLAN_NOT_IN_USE),
		(True, ENDED, TODAY, rules.STAKEHOLDER_ENDED),
		(True, "Contacted", TODAY - timedelta(1), rules.STARTS_IN_THE_PAST),
	],
)
def test_a_plan_starts_where_there_is_a_relationship(enabled, stage, start, message):
	problem = rules.check_start("Erstansprache", enabled, stage, start, TODAY)
	assert (problem and problem.message) == message


@pytest.mark.parametrize(
	("before", "after", "reason", "message"),
	[
		(rules.RUNNING, rules.PAUSED, None, None),
		(rules.PAUSED, rules.RUNNING, None, None),
		(rules.RUNNING, rules.STOPPED, "Betrieb zieht um", None),
		(rules.PAUSED, rules.STOPPED, " ", rules.REASON_MISSING),
		(rules.RUNNING, rules.RUNNING, None, rules.STATUS_NOT_ALLOWED),
		(rules.COMPLETED, rules.RUNNING, None, rules.STATUS_NOT_ALLOWED),
		(rules.STOPPED, rules.PAUSED, None, rules.STATUS_NOT_ALLOWED),
	],
)
def test_what_is_over_stays_over(before, after, reason, message):
	problem = rules.check_status(before, after, reason)
	assert (problem and problem.message) == message


def test_a_step_is_postponed_to_today_at_the_earliest():
	assert rules.check_postponement(TODAY, TODAY) is None
	assert rules.check_postponement(TODAY - timedelta(1), TODAY).message == rules.POSTPONED_INTO_THE_PAST


def test_each_step_has_its_day_in_nienburg():
	steps = [rules.Step(0), rules.Step(3), rules.Step(5), rules.Step(5, skip_free_days=False)]
	assert rules.due_days(steps, TODAY, NIENBURG) == [
		date(2016, 6, 20),
		date(2016, 6, 23),
		date(2016, 6, 27),
		date(2016, 6, 25),
	]


@given(st.lists(st.integers(0, rules.MAX_DAYS), min_size=1, max_size=8), DAYS)
def test_steps_keep_their_order_and_lie_on_working_days(days, start):
	due = rules.due_days([rules.Step(each) for each in sorted(days)], start, NIENBURG)
	assert due == sorted(due)
	assert all(is_working_day(day, NIENBURG) and day >= start for day in due)


@pytest.mark.parametrize(
	("step", "people", "person"),
	[
		(rules.Step(0), rules.People(KIRA, ANA), KIRA),
		(rules.Step(0), rules.People(None, ANA), ANA),
		(rules.Step(0, rules.USER, user=EBRU), rules.People(KIRA, ANA, frozenset({EBRU})), EBRU),
		# Who was disabled or may not see the stakeholder gets nothing.
		(rules.Step(0, rules.USER, user=EBRU), rules.People(KIRA, ANA), KIRA),
		(rules.Step(0, rules.ROLE, role="R"), rules.People(KIRA, ANA, by_role=(("R", ((EBRU, 3), (ANA, 1))),)), ANA),
		(rules.Step(0, rules.ROLE, role="R"), rules.People(KIRA, ANA, by_role=(("R", ((EBRU, 1), (ANA, 1))),)), ANA),
		(rules.Step(0, rules.ROLE, role="R"), rules.People(KIRA, ANA, by_role=(("R", ((KIRA, 9), (ANA, 1))),)), KIRA),
		(rules.Step(0, rules.ROLE, role="R"), rules.People(None, ANA, by_role=(("R", ()),)), ANA),
	],
)
def test_a_step_finds_its_person(step, people, person):
	assert rules.person_for(step, people) == person


@given(st.sampled_from(STAGES), st.sampled_from(STAGES), st.sampled_from(STAGES), st.booleans())
def test_dormant_and_ended_end_every_run_and_a_stage_that_is_kept_none(before, after, started_in, bound):
	ends = rules.ends_with_stage(before, after, started_in, bound)
	if before == after:
		assert not ends
	elif after in (DORMANT, ENDED):
		assert ends
	else:
		assert ends == (bound and after != started_in)


@given(DAYS, st.integers(0, 90), st.integers(-30, 200))
def test_a_pause_moves_a_step_by_its_length(paused_on, length, ahead):
	day, today = paused_on + timedelta(ahead), paused_on + timedelta(length)
	kept = rules.resumed_day(day, paused_on, today, NIENBURG, False)
	moved = rules.resumed_day(day, paused_on, today, NIENBURG, True)
	assert kept - day == timedelta(length)
	assert moved >= kept and is_working_day(moved, NIENBURG)


def test_a_plan_runs_once_on_a_stakeholder_while_it_is_active():
	assert rules.active_key("STK-1", "Plan", rules.RUNNING) == rules.active_key("STK-1", "Plan", rules.PAUSED)
	assert rules.active_key("STK-1", "Plan", rules.COMPLETED) is None
	assert rules.active_key("STK-1", "Plan", rules.STOPPED) is None


@given(st.lists(st.sampled_from([rules.OPEN, rules.DONE, rules.ON_HOLD, rules.DROPPED])))
def test_a_run_is_over_with_its_last_step(statuses):
	assert rules.is_over(statuses) == (not {rules.OPEN, rules.ON_HOLD} & set(statuses))
