"""A request for support: what it must say, which step is possible when, its link's last day and what it waits for."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import support_request as rules
from upj_kooperation.domain.support_request import Kind, RequestState, Standing
from upj_kooperation.domain.values import Problem

DAY = date(2016, 5, 10)
STATES = [value for name, value in vars(RequestState).items() if name.isupper()]
GOODS, MONEY = Kind("Sachmittel", is_money=False, enabled=True), Kind("Geld", is_money=True, enabled=True)
OLD = Kind("Alt", is_money=False, enabled=False)
days = st.dates(date(2015, 1, 1), date(2090, 1, 1))


def test_what_is_missing_is_named_in_the_order_of_the_form():
	assert rules.check_complete({"Bedarf": "Stühle", "Zweck": "Ein Fest"}) is None
	problem = rules.check_complete({"Bedarf": " ", "Zweck": "Ein Fest", "Nutzen": None})
	assert problem == Problem(rules.INCOMPLETE, (("Bedarf", "Nutzen"),))


@given(days, days)
def test_a_request_comes_in_and_is_accepted_until_its_day_is_over(needed_by: date, today: date):
	in_time = needed_by >= today
	assert (rules.check_receipt(needed_by, today) is None) == in_time
	assert (rules.check_day_of_acceptance(needed_by, today) is None) == in_time


@pytest.mark.parametrize(
	("kinds", "money_allowed", "problem"),
	[
		([GOODS], False, None),
		([], False, None),
		([GOODS, MONEY], True, None),
		([GOODS, MONEY], False, Problem(rules.MONEY_IS_TABOO, (("Geld",),))),
		([GOODS, OLD], True, Problem(rules.KIND_HAS_ENDED, (("Alt",),))),
	],
)
def test_money_only_where_the_group_allows_it(kinds: list, money_allowed: bool, problem: Problem | None):
	assert rules.check_kinds(kinds, money_allowed) == problem


@pytest.mark.parametrize(
	("status", "published", "by_visitor", "taken"),
	[
		("Active", True, True, True),
		("Active", False, True, False),
		("Active", False, False, True),
		("Ended", True, True, False),
		("Ended", True, False, False),
	],
)
def test_visitors_need_a_public_group_and_everybody_an_active_one(status, published, by_visitor, taken):
	assert (rules.check_group(status, published, by_visitor) is None) == taken


@given(st.lists(st.sampled_from([None, "", "  ", "Im Juni."]), max_size=14))
def test_a_request_goes_back_with_an_open_question_and_comes_again_without_one(answers: list):
	still_open = [answer for answer in answers if not (answer or "").strip()]
	returned = rules.check_return(answers)
	if len(answers) > rules.MAX_QUESTIONS:
		assert returned.message == rules.TOO_MANY_QUESTIONS
	else:
		assert (returned is None) == bool(still_open)
	problem = rules.check_answers([(f"Frage {number}", answer) for number, answer in enumerate(answers)])
	assert (problem is None) == (not still_open)
	assert not problem or len(problem.values[0]) == len(still_open)


@pytest.mark.parametrize(("text", "said"), [(None, False), ("", False), (" \n", False), ("Zu spät.", True)])
def test_an_end_has_a_reason_and_a_value_its_words(text: str | None, said: bool):
	assert (rules.check_reason(text) is None) == said
	assert (rules.check_valuation(text) is None) == said


@pytest.mark.parametrize("state", STATES)
def test_a_match_moves_an_accepted_request_and_changes_nothing_twice(state: str):
	assert (rules.check_brokering(state) is None) == (state in ("Accepted", "Brokered", "Done", "Valued"))
	assert (rules.check_completion(state) is None) == (state in ("Brokered", "Done", "Valued"))


@given(days, st.none() | days)
def test_a_link_outlives_what_it_is_needed_for(today: date, needed_by: date | None):
	assert rules.link_expires_on(today, needed_by, received=False) == today + timedelta(days=30)
	last = rules.link_expires_on(today, needed_by, received=True)
	assert last == max(today, needed_by or today) + timedelta(days=180)


@pytest.mark.parametrize(
	("standing", "text", "day"),
	[
		(Standing(RequestState.RECEIVED, received_on=DAY), rules.TO_CHECK, "2016-05-15"),
		(Standing(RequestState.RETURNED, asked_on=DAY), rules.TO_ASK_AGAIN, "2016-05-24"),
		(Standing(RequestState.ACCEPTED, accepted_on=DAY, needed_by=date(2016, 12, 1)), rules.TO_BROKER, "2016-05-24"),
		(Standing(RequestState.ACCEPTED, accepted_on=DAY, needed_by=date(2016, 5, 20)), rules.TO_BROKER, "2016-05-20"),
		(Standing(RequestState.ACCEPTED, accepted_on=DAY), rules.TO_BROKER, "2016-05-24"),
		(Standing(RequestState.BROKERED, needed_by=DAY), rules.TO_FOLLOW, "2016-05-13"),
		(Standing(RequestState.DONE, done_on=DAY), rules.TO_VALUE, "2016-05-24"),
	],
)
def test_what_waits_is_brought_to_mind(standing: Standing, text: str, day: str):
	assert rules.reminder(standing) == rules.Reminder(text, date.fromisoformat(day))


@given(st.sampled_from(STATES), *[st.none() | days] * 5)
def test_only_what_is_under_way_waits(state: str, received, asked, accepted, needed, done):
	found = rules.reminder(Standing(state, received, asked, accepted, needed, done))
	if state in (RequestState.DRAFT, RequestState.DECLINED, RequestState.VALUED, RequestState.WITHDRAWN):
		assert found is None
	if found:
		assert found.text.count("{0}") == 1


def test_every_message_is_listed_for_translation():
	texts = {value for name, value in vars(rules).items() if name.isupper() and isinstance(value, str)} - {rules.ACTIVE}
	assert texts == set(rules.MESSAGES)
