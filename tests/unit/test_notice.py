"""Notice, withdrawal, renewal and reminders, over month ends, leap days and holidays."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upj_kooperation.domain import notice as rules
from upj_kooperation.domain import term
from upj_kooperation.domain.agreement import Party
from upj_kooperation.domain.notice import Terms
from upj_kooperation.domain.working_days import Calendar, is_working_day

LOWER_SAXONY = Calendar("Niedersachsen")
END = date(2017, 9, 30)
BAKERY = Party("Stakeholder STK-1", "Backstube")


def renewing(end: date = END, notice: int = 3, months: int = 12) -> Terms:
	return Terms(end, term.AUTOMATIC, months, notice)


@pytest.mark.parametrize(
	("terms", "received", "leaves", "missed"),
	[
		(renewing(), date(2017, 6, 30), END, None),
		(renewing(), date(2017, 7, 1), date(2018, 9, 30), END),
		# A Saturday: the notice period is not lengthened to Monday (BGH III ZR 172/04).
		(renewing(date(2018, 9, 30)), date(2018, 6, 30), date(2018, 9, 30), None),
		(renewing(date(2018, 9, 30)), date(2018, 7, 2), date(2019, 9, 30), date(2018, 9, 30)),
		(renewing(date(2017, 2, 28)), date(2016, 11, 30), date(2017, 2, 28), None),
		(renewing(date(2016, 2, 29)), date(2015, 11, 30), date(2016, 2, 29), None),
		(renewing(notice=18), date(2016, 4, 1), date(2018, 9, 30), END),
		(Terms(None, notice_months=3), date(2016, 6, 20), date(2016, 9, 30), None),
		(Terms(None, notice_months=3), date(2016, 6, 30), date(2016, 9, 30), None),
		(Terms(None, notice_months=3), date(2016, 7, 1), date(2016, 10, 31), None),
		(Terms(None, notice_months=3), date(2015, 11, 30), date(2016, 2, 29), None),
		(Terms(END, notice_months=3), date(2016, 6, 20), date(2016, 9, 30), None),
		(Terms(END, notice_months=3), date(2017, 8, 1), END, None),
	],
)
def test_when_a_party_leaves(terms, received, leaves, missed):
	notice = rules.effect_of(received, terms)
	assert (notice.leaves_on, notice.missed) == (leaves, missed)
	expected = rules.TO_MONTH_END if notice.deadline is None else rules.TOO_LATE if missed else rules.IN_TIME
	assert rules.in_words("Backstube", notice).message == expected


DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
MONTHS = st.integers(1, 36)


@given(DAYS, DAYS, MONTHS, MONTHS)
def test_every_notice_period_is_kept_in_full_and_the_earliest_end_is_taken(received, end, months, renewal):
	terms = renewing(end, months, renewal)
	notice = rules.effect_of(received, terms)
	assert term.notice_deadline(notice.leaves_on, months) >= received
	assert (
		term.add_months(received, months) <= notice.leaves_on
		or term.notice_deadline(notice.leaves_on, months) >= received
	)
	if notice.missed:
		assert term.notice_deadline(notice.missed, months) < received
	assert notice.leaves_on >= received


@given(DAYS, MONTHS)
def test_without_a_renewal_a_notice_leads_to_a_month_s_end_after_the_whole_period(received, months):
	leaves = rules.effect_of(received, Terms(None, notice_months=months)).leaves_on
	assert (leaves + timedelta(days=1)).day == 1
	assert term.add_months(received, months) <= leaves
	assert (leaves - term.add_months(received, months)).days < 31


@given(DAYS, st.integers(0, 400), MONTHS, MONTHS)
def test_a_later_notice_never_ends_earlier(received, later, months, renewal):
	for terms in (renewing(END, months, renewal), Terms(None, notice_months=months)):
		first, second = (rules.effect_of(day, terms).leaves_on for day in (received, received + timedelta(days=later)))
		assert first <= second


TODAY = date(2016, 8, 1)


@pytest.mark.parametrize(
	("values", "expected"),
	[
		({}, None),
		({"party": None}, rules.UNKNOWN_PARTY),
		({"leaves_on": END}, rules.LEAVES_ALREADY),
		({"leaves_on": END, "state": "Terminated"}, rules.LEAVES_ALREADY),
		({"state": "Signing"}, rules.NOT_IN_FORCE),
		({"received_on": date(2016, 8, 2)}, rules.RECEIVED_IN_FUTURE),
		({"received_on": date(2016, 6, 19)}, rules.RECEIVED_BEFORE),
		({"notice_months": 0}, rules.NO_NOTICE_AGREED),
		({"notice_months": 0, "for_good_cause": True}, None),
		({"reason": " "}, rules.NO_REASON),
	],
)
def test_which_notice_counts(values, expected):
	given_values = {
		"party": BAKERY,
		"leaves_on": None,
		"state": "In Force",
		"received_on": TODAY,
		"in_force_since": date(2016, 6, 20),
		"reason": "Umzug",
		"notice_months": 3,
		"for_good_cause": False,
		"today": TODAY,
	}
	problem = rules.check_withdrawal(**{**given_values, **values})
	assert (problem and problem.message) == expected


@pytest.mark.parametrize(
	("party", "leaves", "state", "reason", "expected"),
	[
		(BAKERY, TODAY, "In Force", "Einigung", None),
		(None, TODAY, "In Force", "Einigung", rules.UNKNOWN_PARTY),
		(BAKERY, None, "In Force", "Einigung", rules.STAYS),
		(BAKERY, TODAY - timedelta(days=1), "In Force", "Einigung", rules.LEFT_ALREADY),
		(BAKERY, TODAY, "Terminated", "Einigung", rules.LEFT_ALREADY),
		(BAKERY, TODAY, "In Force", "", rules.NO_REASON),
	],
)
def test_a_notice_is_taken_back_until_the_party_has_left(party, leaves, state, reason, expected):
	problem = rules.check_taking_back(party, leaves, state, reason, TODAY)
	assert (problem and problem.message) == expected


FIRST, SECOND = date(2016, 12, 31), date(2017, 3, 31)


@pytest.mark.parametrize(
	("leaving", "ends"),
	[
		([None, None], None),
		([None, FIRST], FIRST),
		([SECOND, FIRST], FIRST),
		([None, None, FIRST], None),
		([None, SECOND, FIRST], SECOND),
		([FIRST, SECOND, FIRST], FIRST),
		([None, None, SECOND, FIRST], None),
	],
)
def test_the_rest_goes_on_while_two_remain(leaving, ends):
	assert rules.end_by_withdrawals(leaving) == ends


@given(st.lists(st.one_of(st.none(), DAYS), min_size=2, max_size=8))
def test_before_the_end_two_are_there_and_after_it_fewer(leaving):
	end = rules.end_by_withdrawals(leaving)
	stay = sum(1 for day in leaving if day is None)
	if end is None:
		assert stay >= 2
		return
	assert sum(1 for day in leaving if day is None or day >= end) >= 2
	assert sum(1 for day in leaving if day is None or day > end) < 2


@pytest.mark.parametrize(
	("values", "expected"),
	[
		({}, []),
		({"state": "Expired"}, [rules.NOT_RENEWABLE]),
		({"terms": renewing()}, [rules.NOT_RENEWED_BY_DECISION]),
		({"expected_end": date(2018, 9, 30)}, [rules.RENEWED_ALREADY]),
		({"ends_on": FIRST}, [rules.ENDS_BY_NOTICE]),
		({"decider": "a"}, [rules.OWN_RENEWAL]),
		({"today": END + timedelta(days=1)}, [rules.RENEWED_TOO_LATE]),
		({"reason": None}, [rules.NO_RENEWAL_REASON]),
	],
)
def test_who_renews_what_and_when(values, expected):
	given_values = {
		"state": "In Force",
		"terms": Terms(END, term.BY_DECISION, 12, 3),
		"expected_end": END,
		"ends_on": None,
		"reason": "Es läuft gut",
		"owner": "a",
		"decider": "b",
		"today": END,
	}
	assert [problem.message for problem in rules.check_renewal(**{**given_values, **values})] == expected


@pytest.mark.parametrize(
	("terms", "today", "reminded_for", "deadline", "remind_on"),
	[
		(renewing(), date(2017, 1, 2), None, date(2017, 6, 30), date(2017, 5, 31)),
		(renewing(), date(2017, 6, 30), None, date(2017, 6, 30), date(2017, 5, 31)),
		(renewing(), date(2017, 7, 1), None, date(2018, 6, 30), date(2018, 5, 31)),
		(renewing(), date(2017, 6, 1), date(2017, 6, 30), date(2018, 6, 30), date(2018, 5, 31)),
		(Terms(END, term.BY_DECISION, 12, 0), date(2017, 1, 2), None, END, date(2017, 8, 31)),
		# 30 days before 30 June 2020 is Whit Sunday, so Friday.
		(renewing(date(2020, 9, 30)), date(2020, 1, 2), None, date(2020, 6, 30), date(2020, 5, 29)),
	],
)
def test_when_somebody_is_reminded(terms, today, reminded_for, deadline, remind_on):
	reminder = rules.next_reminder(terms, 30, LOWER_SAXONY, today, reminded_for)
	assert (reminder.deadline, reminder.remind_on) == (deadline, remind_on)


@pytest.mark.parametrize(
	("terms", "today", "reminded_for"),
	[
		(Terms(None, notice_months=3), TODAY, None),
		(Terms(END), TODAY, None),
		(Terms(END, term.AUTOMATIC, 12, 0), TODAY, None),
		(Terms(END, term.BY_DECISION, 12, 3), date(2017, 7, 1), None),
		(Terms(END, term.BY_DECISION, 12, 3), TODAY, date(2017, 6, 30)),
	],
)
def test_nobody_is_reminded_of_what_is_not_to_be_decided(terms, today, reminded_for):
	assert rules.next_reminder(terms, 30, LOWER_SAXONY, today, reminded_for) is None


@settings(deadline=None)
@given(DAYS, DAYS, MONTHS, MONTHS, st.integers(0, 366), st.sampled_from([term.AUTOMATIC, term.BY_DECISION]))
def test_a_reminder_comes_on_a_working_day_never_after_the_last_day_and_once(end, today, months, notice, lead, renewal):
	terms = Terms(end, renewal, months, notice)
	reminder = rules.next_reminder(terms, lead, LOWER_SAXONY, today, None)
	if reminder is None:
		assert renewal == term.BY_DECISION and term.notice_deadline(end, notice) < today
		return
	assert is_working_day(reminder.remind_on, LOWER_SAXONY)
	assert reminder.remind_on <= reminder.deadline and reminder.deadline >= today
	again = rules.next_reminder(terms, lead, LOWER_SAXONY, today, reminder.deadline)
	assert again is None or again.deadline > reminder.deadline
