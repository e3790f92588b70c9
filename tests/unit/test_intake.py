"""What a municipality sends in: eligibility by its own words, and what may still be done with it."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import intake as rules
from upj_kooperation.domain.call import ApplicationState
from upj_kooperation.domain.intake import IntakeStatus

DAY = date(2016, 2, 15)
STATUSES = [value for name, value in vars(IntakeStatus).items() if name.isupper()]
STATES = [value for name, value in vars(ApplicationState).items() if name.isupper()]


@pytest.mark.parametrize(
	("programme", "start", "end", "active"),
	[
		("Soziale Stadt", DAY, None, True),
		("soziale  stadt", DAY, DAY, True),
		("Soziale Stadt", DAY + timedelta(days=1), None, False),
		("Soziale Stadt", date(2014, 1, 1), DAY - timedelta(days=1), False),
		("Stadtumbau", date(2014, 1, 1), None, False),
		("", date(2014, 1, 1), None, False),
	],
)
def test_the_area_was_active_on_the_day_by_what_the_applicant_says(
	programme: str, start: date, end: date | None, active: bool
):
	answer = rules.declared_activity(programme, start, end, "Soziale Stadt", DAY)
	assert answer.active is active and answer.reason.message


@given(st.dates(), st.dates(), st.dates())
def test_only_the_days_of_the_programme_count(start: date, end: date, day: date):
	inside = start <= day <= end
	assert rules.declared_activity("X", start, end, "X", day).active is inside
	assert (rules.check_period(start, end) is None) is (start <= end)


@pytest.mark.parametrize("status", STATUSES)
def test_only_a_draft_is_changed_and_only_what_is_handed_in_is_taken_over(status: str):
	assert (rules.check_change(status) is None) is (status == IntakeStatus.DRAFT)
	assert (rules.check_taking_over(status) is None) is (status == IntakeStatus.HANDED_IN)


@pytest.mark.parametrize(("status", "state"), list(product(STATUSES, [None, *STATES])))
def test_withdrawing_is_possible_until_it_is_over(status: str, state: str | None):
	possible = status in (IntakeStatus.HANDED_IN, IntakeStatus.TAKEN_OVER) and state not in (
		ApplicationState.WITHDRAWN,
		ApplicationState.REJECTED,
	)
	assert (rules.check_withdrawal(status, state) is None) is possible


def test_a_selected_municipality_may_withdraw():
	assert rules.check_withdrawal(IntakeStatus.TAKEN_OVER, ApplicationState.SELECTED) is None


def test_areas_are_the_same_but_for_blanks_and_capitals():
	assert rules.same_name(" Nordertor ", "NORDERTOR")
	assert not rules.same_name("Nordertor", "Südertor")


def test_every_message_is_listed_for_translation():
	texts = {value for name, value in vars(rules).items() if name.isupper() and isinstance(value, str)} - {rules.ACTIVE}
	assert texts == set(rules.MESSAGES)
