"""Engagement stages, next step, assessments and the business partner of a stakeholder."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import stakeholder as rules

TODAY = date(2016, 6, 1)


def test_the_story_s_way_from_identified_to_engaged_is_open():
	way = [None, rules.IDENTIFIED, rules.CONTACTED, rules.INTERESTED, rules.IN_TALKS, rules.ENGAGED]
	assert all(rules.check_stage(before, after, None) is None for before, after in pairwise(way))


@pytest.mark.parametrize("before", [stage for stage in rules.STAGES if stage != rules.IDENTIFIED])
def test_who_was_contacted_is_not_identified_again(before):
	problem = rules.check_stage(before, rules.IDENTIFIED, None)
	assert problem.message == rules.STAGE_NOT_ALLOWED
	assert rules.IDENTIFIED not in problem.values[1]


@pytest.mark.parametrize("after", [rules.INTERESTED, rules.IN_TALKS, rules.ENGAGED, rules.DORMANT])
def test_what_ended_starts_anew_with_a_contact(after):
	assert rules.check_stage(rules.ENDED, after, "reason").values == (rules.ENDED, (rules.CONTACTED,), after)
	assert rules.check_stage(rules.ENDED, rules.CONTACTED, None) is None


@pytest.mark.parametrize("stage", [rules.DORMANT, rules.ENDED])
@pytest.mark.parametrize("reason", [None, "", "  "])
def test_dormant_and_ended_need_a_reason(stage, reason):
	assert rules.check_stage(rules.ENGAGED, stage, reason).message == rules.REASON_MISSING
	assert rules.check_stage(None, stage, reason).message == rules.REASON_MISSING
	assert rules.check_stage(rules.ENGAGED, stage, "moved away") is None


@pytest.mark.parametrize("stage", ["", "engaged", "Sold"])
def test_an_unknown_stage_is_refused(stage):
	assert rules.check_stage(None, stage, None).message == rules.UNKNOWN_STAGE


@given(st.sampled_from(rules.STAGES))
def test_every_stage_can_be_kept_and_left(stage):
	assert rules.check_stage(stage, stage, "reason") is None
	assert rules.NEXT_STAGES[stage] - {stage}


@pytest.mark.parametrize(
	("stage", "step", "day", "message"),
	[
		(rules.CONTACTED, None, None, None),
		(rules.CONTACTED, "call", TODAY, None),
		(rules.CONTACTED, "call", None, rules.STEP_WITHOUT_DATE),
		(rules.CONTACTED, "  ", TODAY, rules.DATE_WITHOUT_STEP),
		(rules.DORMANT, "ask again", TODAY, None),
		(rules.ENDED, None, None, None),
		(rules.ENDED, "call", TODAY, rules.STEP_AFTER_END),
		(rules.ENDED, None, TODAY, rules.STEP_AFTER_END),
	],
)
def test_next_step_and_its_date_belong_together(stage, step, day, message):
	problem = rules.check_next_step(stage, step, day)
	assert (problem and problem.message) == message


def test_assessments_lie_in_the_past_or_today():
	tomorrow = TODAY + timedelta(days=1)
	assert rules.check_assessments([], TODAY) is None
	assert rules.check_assessments([TODAY - timedelta(days=1), TODAY], TODAY) is None
	assert rules.check_assessments([TODAY, tomorrow], TODAY).values == ("2", tomorrow)


@pytest.mark.parametrize(
	("party_type", "party", "message"),
	[
		(None, None, None),
		("", "", None),
		("Customer", "Bakery", None),
		("Supplier", "Bakery", None),
		("Lead", "CRM-LEAD-1", None),
		("Customer", None, rules.PARTY_INCOMPLETE),
		(None, "Bakery", rules.PARTY_INCOMPLETE),
		("User", "Administrator", rules.PARTY_TYPE_UNKNOWN),
	],
)
def test_a_business_partner_is_complete_or_absent(party_type, party, message):
	problem = rules.check_party(party_type, party)
	assert (problem and problem.message) == message


def test_the_key_of_a_business_partner_is_one_per_municipality():
	key = rules.party_key("Customer", "Bakery", "03256022")
	assert key == "Customer::Bakery::03256022"
	assert key != rules.party_key("Supplier", "Bakery", "03256022")
	assert key != rules.party_key("Customer", "Bakery", "05315000")
	assert rules.party_key(None, None, "03256022") is None
