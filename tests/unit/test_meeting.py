"""Meetings of working groups: attendance, votes, and the suggestion to pause a quiet group."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import meeting as rules
from upj_kooperation.domain.meeting import Attendee, MeetingFacts, Vote, check_meeting, suggest_dormant
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.working_group import ACTIVE, CLOSED, DORMANT, Term

TODAY = date(2016, 9, 1)
GROUP = Period(date(2015, 9, 1), None)
THERE = (Attendee("Erika Beispiel", "Present"), Attendee("Max Muster", "Present"), Attendee("Gast", "Present", False))


def held(**values) -> MeetingFacts:
	"""A meeting that was held and is right, changed by `values`."""
	facts = {"status": "Held", "day": date(2016, 6, 14), "attendees": THERE, "minutes": "<p>Besprochen.</p>"}
	return MeetingFacts(**{**facts, **values})


def message_of(facts: MeetingFacts, group: Period = GROUP) -> str | None:
	problem = check_meeting(facts, group, TODAY)
	if problem:
		problem.message.format(*problem.values)
	return problem.message if problem else None


@pytest.mark.parametrize(
	"facts",
	[
		held(),
		held(day=TODAY),
		held(day=GROUP.start),
		held(votes=(Vote("Adopted", 2), Vote("Rejected", 1, 1), Vote("Postponed", 1, 0, 1), Vote("Adopted"))),
		MeetingFacts("Planned", TODAY + timedelta(days=30)),
		MeetingFacts("Planned", None),
		MeetingFacts("Cancelled", TODAY, cancel_reason="Zu wenige Zusagen"),
	],
)
def test_complete_meetings_are_right(facts):
	assert message_of(facts) is None


@pytest.mark.parametrize(
	("facts", "message"),
	[
		(held(day=TODAY + timedelta(days=1)), rules.HELD_IN_FUTURE),
		(held(attendees=()), rules.NOBODY_PRESENT),
		(held(attendees=(Attendee("Erika", "Excused"),)), rules.NOBODY_PRESENT),
		(held(minutes="<p> </p>"), rules.NO_MINUTES),
		(held(day=date(2015, 8, 31)), rules.BEFORE_FOUNDING),
		(held(attendees=(*THERE, Attendee(" erika  beispiel", "Absent"))), rules.TWICE),
		(held(votes=(Vote("Adopted", 3),)), rules.TOO_MANY_VOTES),
		(held(votes=(Vote("Postponed", 1, 1, 1),)), rules.TOO_MANY_VOTES),
		(held(votes=(Vote("Adopted", 1, 1),)), rules.NOT_ADOPTED),
		(held(votes=(Vote("Rejected", 1, 0),)), rules.NOT_REJECTED),
		(MeetingFacts("Cancelled", TODAY, cancel_reason="  "), rules.NO_REASON),
	],
)
def test_contradictions_are_refused(facts, message):
	assert message_of(facts) == message


def test_a_closed_group_met_until_its_last_day():
	closed = Period(GROUP.start, date(2016, 6, 14))
	assert message_of(held(), closed) is None
	assert message_of(held(day=date(2016, 6, 15)), closed) == rules.AFTER_CLOSING
	assert rules.check_group_open(CLOSED, True).message == rules.GROUP_CLOSED
	assert rules.check_group_open(CLOSED, False) is None
	assert rules.check_group_open(DORMANT, True) is None


def test_two_of_one_name_come_from_different_organisations():
	twins = (Attendee("Erika Beispiel", "Present", True, "STK-1"), Attendee("Erika Beispiel", "Present", True, "STK-2"))
	assert message_of(held(attendees=twins)) is None


def test_members_belong_to_the_group_on_the_day():
	terms = [
		Term("Früher", "Member", Period(None, date(2016, 5, 31))),
		Term("Immer", "Chair", Period(None, None)),
		Term("Später", "Member", Period(date(2016, 6, 15), None)),
		Term("Letzter Tag", "Member", Period(date(2016, 1, 1), date(2016, 6, 14))),
	]
	assert rules.members_on(terms, date(2016, 6, 14)) == [1, 3]


def test_sectors():
	assert rules.sector_of("Housing Company") == "Company"
	assert rules.sector_of(None) == rules.sector_of("Erfunden") == "Other"
	rows = [("Present", "School"), ("Excused", "School"), ("Present", "Company"), ("Present", "Company")]
	assert rules.present_by_sector(rows) == {"Company": 2, "School": 1}


def test_a_quiet_group_should_pause_after_its_months_to_the_day():
	last = date(2016, 3, 1)
	assert suggest_dormant(ACTIVE, None, last, None, 6, date(2016, 8, 31)) is None
	assert suggest_dormant(ACTIVE, None, last, None, 6, date(2016, 9, 1)).message == rules.LONG_QUIET
	assert suggest_dormant(ACTIVE, last, None, None, 6, date(2016, 9, 1)).message == rules.NEVER_MET
	assert suggest_dormant(ACTIVE, last, None, date(2016, 9, 1), 6, date(2016, 9, 1)) is None
	assert suggest_dormant(ACTIVE, last, None, date(2016, 8, 31), 6, date(2016, 9, 1)) is not None
	assert suggest_dormant(ACTIVE, None, date(2016, 8, 31), None, 6, date(2017, 2, 28)) is not None


DAYS = st.none() | st.dates(date(2010, 1, 1), date(2020, 1, 1))


@given(st.sampled_from((ACTIVE, DORMANT, CLOSED)), DAYS, DAYS, DAYS, st.integers(0, 24), st.dates(date(2010, 1, 1)))
def test_only_active_groups_that_met_or_were_founded_are_named(state, founded, last, following, months, today):
	problem = suggest_dormant(state, founded, last, following, months, today)
	if problem:
		assert state == ACTIVE and months and (last or founded)
		assert problem.values[0] < today
		assert not following or following < today
