"""What a member of a challenge group sees on the web, and for how long."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import challenge_portal as rules
from upj_kooperation.domain import partner_match
from upj_kooperation.domain.challenge_group import ACTIVE, ENDED
from upj_kooperation.domain.meeting import CANCELLED, HELD, PLANNED
from upj_kooperation.domain.partner_match import MatchState
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.support_request import RequestState
from upj_kooperation.domain.values import Problem

FIRST, LAST = datetime.date(2016, 3, 1), datetime.date(2016, 3, 31)
ONE_DAY = datetime.timedelta(days=1)
DAYS = st.dates(datetime.date(2016, 1, 1), datetime.date(2016, 12, 31))
MAYBE = st.none() | DAYS
TERMS = st.lists(
	st.builds(
		rules.Term,
		st.sampled_from(["CG-1", "CG-2"]),
		st.just("Gruppe"),
		st.sampled_from([ACTIVE, ENDED]),
		st.builds(Period, MAYBE, MAYBE),
	),
	max_size=5,
)
EXPERT, NOVICE = "erika@gruppe.example", "max@gruppe.example"


def term(group: str = "CG-1", status: str = ACTIVE, start: datetime.date | None = FIRST, end=LAST) -> rules.Term:
	return rules.Term(group, f"Gruppe {group}", status, Period(start, end))


def test_the_pages_are_open_from_the_first_to_the_last_day_of_the_term():
	assert rules.open_groups([term()], FIRST) == rules.open_groups([term()], LAST) == ("CG-1",)
	assert rules.why_closed([term()], LAST) is None
	early, late = rules.why_closed([term()], FIRST - ONE_DAY), rules.why_closed([term()], LAST + ONE_DAY)
	assert early == Problem(rules.TERM_TO_COME, ("Gruppe CG-1", FIRST))
	assert late == Problem(rules.TERM_OVER, ("Gruppe CG-1", LAST))


def test_who_is_in_two_groups_keeps_the_one_whose_term_runs():
	both = [term(), term("CG-2", end=None)]
	assert rules.open_groups(both, LAST) == ("CG-1", "CG-2")
	assert rules.open_groups(both, LAST + ONE_DAY) == ("CG-2",)
	assert rules.why_closed(both, LAST + ONE_DAY) is None


def test_a_group_that_has_ended_and_a_stranger_are_told_so():
	assert rules.why_closed([term(status=ENDED)], FIRST) == Problem(rules.GROUP_ENDED, ("Gruppe CG-1",))
	assert rules.why_closed([], FIRST) == Problem(rules.NO_MEMBER)
	back = [term(end=FIRST), term(start=LAST, end=None)]
	assert rules.why_closed(back, FIRST + ONE_DAY) == Problem(rules.TERM_TO_COME, ("Gruppe CG-1", LAST))


@given(TERMS, DAYS)
def test_exactly_the_groups_of_running_terms_are_open(terms: list[rules.Term], today: datetime.date):
	running = {one.group for one in terms if one.status == ACTIVE and one.period.contains(today)}
	found = rules.open_groups(terms, today)
	assert set(found) == running and len(found) == len(running)
	assert (rules.why_closed(terms, today) is None) == bool(running)
	# No row of another group, or of somebody else, opens or closes one.
	assert rules.open_groups([one for one in terms if one.group in running], today) == found


def test_drafts_and_what_is_over_are_not_shown():
	hidden = {RequestState.DRAFT, RequestState.DECLINED, RequestState.VALUED, RequestState.WITHDRAWN}
	assert not hidden & set(rules.SHOWN_REQUESTS)


@pytest.mark.parametrize(
	("state", "seen"),
	[
		(MatchState.PROPOSED, True),
		(MatchState.CARRIED_OUT, True),
		(MatchState.CLOSED, False),
		(MatchState.FAILED, False),
	],
)
def test_the_pair_alone_sees_whom_to_call_and_while_there_is_something_to_do(state: str, seen: bool):
	assert rules.sees_contacts(NOVICE, (EXPERT, NOVICE), state) == seen
	assert not rules.sees_contacts("fremd@gruppe.example", (EXPERT, NOVICE), state)
	assert not rules.sees_contacts("", (None, None), state)


def test_minutes_are_released_once_the_meeting_was_held():
	assert [rules.has_minutes(status) for status in (PLANNED, HELD, CANCELLED)] == [False, True, False]


@pytest.mark.parametrize(
	("state", "outcome", "next_on", "note", "problem"),
	[
		(MatchState.PROPOSED, partner_match.NOT_REACHED, LAST, "", None),
		(MatchState.CONTACTED, partner_match.AGREED, None, "", None),
		(MatchState.CONTACTED, partner_match.DECLINED, None, "Kein Fahrer", None),
		(MatchState.CONFIRMED, partner_match.DECLINED, None, "Doch nicht", (rules.NOT_CALLED, (MatchState.CONFIRMED,))),
		(MatchState.FAILED, partner_match.AGREED, None, "", (rules.NOT_CALLED, (MatchState.FAILED,))),
		(MatchState.PROPOSED, "", None, "", (rules.NO_OUTCOME,)),
		(MatchState.PROPOSED, partner_match.INTERESTED, None, "", (rules.NO_NEXT_DAY,)),
		(MatchState.PROPOSED, partner_match.DECLINED, None, "  ", (rules.NO_REASON,)),
	],
)
def test_a_call_says_what_came_of_it_and_what_comes_next(state, outcome, next_on, note, problem):
	assert rules.check_call(state, outcome, next_on, note) == (Problem(*problem) if problem else None)
