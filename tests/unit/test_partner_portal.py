"""Whom a town invites, and how a duty stands for its partner."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import agreement, duty
from upj_kooperation.domain import partner_portal as rules

TODAY = date(2016, 9, 1)
YESTERDAY = TODAY - timedelta(days=1)
MAX = rules.Invited("Max", "max@backstube.example", belongs=True)


@pytest.mark.parametrize(
	("contact", "message"),
	[
		(MAX, None),
		(rules.Invited("Max", "max@backstube.example", belongs=False), rules.NOT_OF_PARTNER),
		(rules.Invited("Max", None, belongs=True), rules.NO_EMAIL),
		(rules.Invited("Max", "kira@nienburg.example", True, works_in_desk=True), rules.WORKS_IN_DESK),
	],
)
def test_whom_a_town_can_invite(contact, message):
	problem = rules.check_invitation(contact, "Backstube")
	assert (problem and problem.message) == message


def test_one_open_access_and_one_open_report_have_a_key():
	assert rules.access_key("STK-1", "Max", rules.INVITED) == rules.access_key("STK-1", "Max", rules.ACTIVE)
	assert rules.access_key("STK-1", "Max", rules.ENDED) is None
	assert rules.open_key("row", rules.REPORTED) == "row"
	assert rules.open_key("row", rules.CONFIRMED) is rules.open_key("row", rules.RETURNED) is None


@pytest.mark.parametrize(
	("status", "answer", "message"),
	[
		(rules.REPORTED, "Das Foto fehlt", None),
		(rules.REPORTED, "  ", rules.NO_ANSWER),
		(rules.REPORTED, None, rules.NO_ANSWER),
		(rules.CONFIRMED, "Das Foto fehlt", rules.NOT_ON_ITS_WAY),
		(rules.RETURNED, "Das Foto fehlt", rules.NOT_ON_ITS_WAY),
	],
)
def test_a_report_goes_back_with_a_reason(status, answer, message):
	problem = rules.check_return(status, answer)
	assert (problem and problem.message) == message


@pytest.mark.parametrize(
	("state", "due", "fulfilled", "report", "expected"),
	[
		(agreement.IN_FORCE, TODAY, None, None, ("Open", 0)),
		(agreement.IN_FORCE, None, None, None, ("Open", 0)),
		(agreement.IN_FORCE, YESTERDAY, None, None, ("Overdue", 1)),
		(agreement.EXPIRED, YESTERDAY, None, rules.RETURNED, ("Overdue", 1)),
		(agreement.IN_FORCE, YESTERDAY, None, rules.REPORTED, (rules.REPORTED, 0)),
		(agreement.IN_FORCE, YESTERDAY, TODAY, rules.REPORTED, ("Fulfilled", 0)),
		(agreement.SIGNING, YESTERDAY, None, None, ("Not Yet Owed", 0)),
		(agreement.TERMINATED, YESTERDAY, None, None, ("No Longer Owed", 0)),
	],
)
def test_how_a_duty_stands(state, due, fulfilled, report, expected):
	assert rules.standing_of(duty.Duty(state, due, fulfilled), report, TODAY) == expected


SUNDAY = date(2016, 9, 4)
MONDAY = SUNDAY + timedelta(days=1)


@pytest.mark.parametrize(
	("today", "reminded_for", "warned_for", "report", "expected"),
	[
		# A Sunday: in time until Monday, so the reminder comes a week before that.
		(MONDAY - timedelta(days=8), None, None, None, None),
		(MONDAY - timedelta(days=7), None, None, None, rules.DUE_SOON),
		(MONDAY - timedelta(days=6), MONDAY, None, None, None),
		(MONDAY, None, None, None, rules.DUE_SOON),
		(MONDAY, MONDAY, None, None, None),
		# Moved by an amendment.
		(MONDAY, MONDAY - timedelta(days=7), None, None, rules.DUE_SOON),
		(MONDAY + timedelta(days=1), MONDAY, None, None, rules.OVERDUE),
		(MONDAY + timedelta(days=1), MONDAY, MONDAY, None, None),
		(MONDAY + timedelta(days=90), MONDAY, MONDAY, None, None),
		(MONDAY + timedelta(days=90), None, None, None, rules.OVERDUE),
		(MONDAY + timedelta(days=1), MONDAY, None, rules.REPORTED, None),
		(MONDAY + timedelta(days=1), MONDAY, None, rules.RETURNED, rules.OVERDUE),
	],
)
def test_which_mail_comes(today, reminded_for, warned_for, report, expected):
	one = duty.Duty(agreement.IN_FORCE, SUNDAY)
	assert rules.mail_of(one, report, reminded_for, warned_for, today) == expected


@pytest.mark.parametrize(
	"one",
	[
		duty.Duty(agreement.IN_FORCE),
		duty.Duty(agreement.SIGNING, SUNDAY),
		duty.Duty(agreement.TERMINATED, SUNDAY),
		duty.Duty(agreement.IN_FORCE, SUNDAY, fulfilled_on=SUNDAY),
		duty.Duty(agreement.IN_FORCE, SUNDAY, leaves_on=SUNDAY - timedelta(days=1)),
	],
)
def test_nobody_is_told_of_what_is_not_owed_or_has_no_day(one):
	for today in (MONDAY, MONDAY + timedelta(days=1)):
		assert rules.mail_of(one, None, None, None, today) is None


@given(st.dates(date(2016, 1, 1), date(2016, 12, 31)), st.integers(0, 400), st.lists(st.booleans(), max_size=500))
def test_a_duty_is_told_of_twice_at_most_whichever_days_the_run_is_missed(due, start, runs):
	one, told = duty.Duty(agreement.IN_FORCE, due), {rules.DUE_SOON: None, rules.OVERDUE: None}
	sent = []
	for number, runs_today in enumerate(runs):
		today = due + timedelta(days=number - start)
		if runs_today and (mail := rules.mail_of(one, None, told[rules.DUE_SOON], told[rules.OVERDUE], today)):
			told[mail] = one.last_day
			sent.append(mail)
			assert (mail == rules.OVERDUE) is (today > one.last_day)
	assert sent in ([], [rules.DUE_SOON], [rules.OVERDUE], [rules.DUE_SOON, rules.OVERDUE])


def test_a_draft_is_the_towns_own_paper():
	assert set(rules.SHOWN_STATES) & {agreement.DRAFT, agreement.LEGAL_CHECK, agreement.ORGAN_APPROVAL} == set()
