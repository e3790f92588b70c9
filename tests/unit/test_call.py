"""A call's places and dates, its window to the second, and what an application needs."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import call as rules
from upj_kooperation.domain.call import ApplicationState, CallStatus, CallTerms
from upj_kooperation.domain.window import Window

OPENS = datetime(2016, 1, 11, 0, 0, 0)
CLOSES = datetime(2016, 3, 18, 23, 59, 59)
SECOND = timedelta(seconds=1)
BERLIN = ZoneInfo("Europe/Berlin")
WINDOW = Window(OPENS, CLOSES)


def terms(**changes) -> CallTerms:
	"""Return the terms of the federal call, with changes."""
	values = {
		"opens_on": OPENS,
		"closes_on": CLOSES,
		"period_start": date(2016, 4, 1),
		"period_end": date(2017, 9, 30),
		"places": 10,
		"places_taken": 0,
	}
	return CallTerms(**{**values, **changes})


def test_the_federal_call_is_right():
	assert rules.check_terms(terms()) is None


@pytest.mark.parametrize(("places", "wrong"), [(-1, True), (0, True), (1, False), (10, False)])
def test_a_call_needs_a_place(places: int, wrong: bool):
	problem = rules.check_terms(terms(places=places))
	assert (problem is not None and problem.message == rules.NO_PLACES) is wrong


@pytest.mark.parametrize(("closes", "wrong"), [(OPENS - SECOND, True), (OPENS, True), (OPENS + SECOND, False)])
def test_the_window_opens_before_it_closes(closes: datetime, wrong: bool):
	problem = rules.check_terms(terms(closes_on=closes))
	assert (problem is not None) is wrong
	if wrong:
		assert problem.message == rules.WINDOW_CROSSED and problem.values == (OPENS, closes)


@pytest.mark.parametrize(
	("end", "wrong"), [(date(2016, 3, 31), True), (date(2016, 4, 1), False), (date(2016, 4, 2), False)]
)
def test_the_project_period_does_not_end_before_it_starts(end: date, wrong: bool):
	problem = rules.check_terms(terms(period_end=end))
	assert (problem is not None and problem.message == rules.PERIOD_CROSSED) is wrong


@pytest.mark.parametrize(("places", "wrong"), [(2, True), (3, False), (4, False)])
def test_places_that_are_taken_stay(places: int, wrong: bool):
	problem = rules.check_terms(terms(places=places, places_taken=3))
	assert (problem is not None and problem.message == rules.FEWER_PLACES) is wrong


@pytest.mark.parametrize(
	("changes", "message"),
	[
		({"zone": "Europa/Berlin"}, "There is no time zone {0}. Germany's is Europe/Berlin."),
		({"zone": ""}, "There is no time zone {0}. Germany's is Europe/Berlin."),
		({"closes_on": datetime(2016, 3, 27, 2, 30)}, "The time {0} does not exist in {1}"),
	],
)
def test_the_time_zone_and_its_clock_exist(changes: dict, message: str):
	assert rules.check_terms(terms(**changes)).message.startswith(message)


def test_dates_that_are_not_filled_in_are_left_to_the_form():
	assert rules.check_terms(terms(opens_on=None, closes_on=None, period_start=None, period_end=None)) is None


@pytest.mark.parametrize("before", [CallStatus.PUBLISHED, CallStatus.CLOSED])
def test_what_was_published_is_no_draft_again(before: str):
	assert rules.check_status_change(before, CallStatus.DRAFT).message == rules.BACK_TO_DRAFT


@pytest.mark.parametrize(
	("before", "after"),
	[
		(None, CallStatus.DRAFT),
		(None, CallStatus.PUBLISHED),
		(CallStatus.DRAFT, CallStatus.DRAFT),
		(CallStatus.DRAFT, CallStatus.PUBLISHED),
		(CallStatus.PUBLISHED, CallStatus.CLOSED),
		(CallStatus.CLOSED, CallStatus.PUBLISHED),
	],
)
def test_other_changes_of_status_are_right(before: str | None, after: str):
	assert rules.check_status_change(before, after) is None


@pytest.mark.parametrize(
	("now", "message"),
	[
		(OPENS - SECOND, rules.NOT_OPEN_YET),
		(OPENS - timedelta(microseconds=1), rules.NOT_OPEN_YET),
		(OPENS, None),
		(CLOSES, None),
		(CLOSES + timedelta(microseconds=999_999), None),
		(CLOSES + SECOND, rules.WINDOW_OVER),
	],
)
def test_the_window_is_exact_to_the_second(now: datetime, message: str | None):
	problem = rules.check_window(CallStatus.PUBLISHED, WINDOW, now.replace(tzinfo=BERLIN))
	assert (problem.message if problem else None) == message


@given(st.datetimes(datetime(2015, 1, 1), datetime(2018, 1, 1)))
def test_only_the_window_lets_an_application_in(now: datetime):
	inside = OPENS <= now.replace(microsecond=0) <= CLOSES
	assert (rules.check_window(CallStatus.PUBLISHED, WINDOW, now.replace(tzinfo=BERLIN)) is None) is inside


@given(st.datetimes(datetime(2015, 1, 1), datetime(2018, 1, 1)))
def test_a_call_that_is_not_published_takes_nothing_at_any_time(now: datetime):
	assert rules.check_window(CallStatus.DRAFT, WINDOW, now.replace(tzinfo=BERLIN)).message == rules.CALL_IS_DRAFT
	assert rules.check_window(CallStatus.CLOSED, WINDOW, now.replace(tzinfo=BERLIN)).message == rules.CALL_IS_CLOSED


def test_missing_parts_are_named_in_the_order_of_the_form():
	parts = {"Motivation": "<p><br></p>", "Project": "<p>Backen</p>", "Contact": "", "Email": None}
	problem = rules.check_complete(parts)
	assert problem.message == rules.INCOMPLETE and problem.values == (("Motivation", "Contact", "Email"),)
	assert rules.check_complete({"Project": "<p>Backen</p>"}) is None


@given(st.integers(1, 50), st.integers(0, 60))
def test_selecting_never_exceeds_the_places(places: int, taken: int):
	allowed = rules.check_place(places, taken) is None
	assert allowed is (taken + 1 <= places)


def test_the_last_place_can_be_taken_and_no_further_one():
	assert rules.check_place(10, 9) is None
	assert rules.check_place(10, 10).message == rules.NO_PLACE_LEFT


def test_a_withdrawn_application_gives_its_key_back():
	key = rules.application_key("CALL-00001", "03256022", ApplicationState.DRAFT)
	assert key == rules.application_key("CALL-00001", "03256022", ApplicationState.REJECTED)
	assert key == rules.application_key("CALL-00001", "03256022", None)
	assert rules.application_key("CALL-00001", "03256022", ApplicationState.WITHDRAWN) is None
	assert key != rules.application_key("CALL-00002", "03256022", ApplicationState.DRAFT)
	assert key != rules.application_key("CALL-00001", "05315000", ApplicationState.DRAFT)


@pytest.mark.parametrize("state", [None, "", ApplicationState.DRAFT, ApplicationState.WITHDRAWN])
def test_before_it_is_handed_in_an_application_is_not_checked(state: str | None):
	assert not rules.is_checked(state)


@pytest.mark.parametrize("state", [ApplicationState.HANDED_IN, ApplicationState.SELECTED, ApplicationState.REJECTED])
def test_once_handed_in_an_application_stays_checked(state: str):
	assert rules.is_checked(state)


def test_every_message_is_listed_for_translation():
	texts = {value for name, value in vars(rules).items() if name.isupper() and isinstance(value, str)}
	assert texts == set(rules.MESSAGES)
