"""Whom a town invites, and how a duty stands for its partner."""

from datetime import date, timedelta

import pytest

from upj_kooperation.domain import agreement
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
		(agreement.SIGNING, YESTERDAY, None, None, ("Not Owed", 0)),
		(agreement.TERMINATED, YESTERDAY, None, None, ("Not Owed", 0)),
	],
)
def test_how_a_duty_stands(state, due, fulfilled, report, expected):
	assert rules.standing_of(state, due, fulfilled, report, TODAY) == expected


def test_a_draft_is_the_towns_own_paper():
	assert set(rules.SHOWN_STATES) & {agreement.DRAFT, agreement.LEGAL_CHECK, agreement.ORGAN_APPROVAL} == set()
