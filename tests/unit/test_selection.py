"""A selection round: order, reasons, places, the waitlist that moves up, and the notices."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import selection as rules
from upj_kooperation.domain.call import ApplicationState
from upj_kooperation.domain.selection import Candidate, NoticeKind, Waiting

S, W, R = rules.DECISIONS
DAY = datetime(2016, 2, 15, 10, 0)


def ranked(*decisions: str, reasons: tuple[int, ...] = ()) -> list[Candidate]:
	"""Return candidates by rank with these decisions; those at `reasons` (ranks) have one."""
	return [
		Candidate(number, f"Stadt {number}", decision, "Streuung" if number in reasons else None)
		for number, decision in enumerate(decisions, start=1)
	]


@st.composite
def rounds(draw: st.DrawFn) -> list[Candidate]:
	"""Rounds of up to twelve candidates with any decisions."""
	return ranked(*draw(st.lists(st.sampled_from(rules.DECISIONS), max_size=12)))


def test_by_rank_the_places_are_filled_then_the_waitlist():
	decisions = rules.proposed_decisions(ranked("", "", "", ""), free=2, waitlist=1)
	assert list(decisions.values()) == [S, S, W, R]
	assert list(rules.proposed_decisions(ranked("", ""), 0, 0).values()) == [R, R]
	assert list(rules.proposed_decisions(ranked("", ""), 5, 5).values()) == [S, S]


@given(rounds(), st.integers(0, 15), st.integers(0, 15))
def test_a_round_filled_by_rank_needs_no_reason(candidates: list[Candidate], free: int, waitlist: int):
	decisions = rules.proposed_decisions(candidates, free, waitlist)
	filled = [Candidate(row.rank, row.name, decisions[row.name]) for row in candidates]
	assert rules.leaving_the_order(filled) == []
	assert rules.check_places(filled, free, 0) is None


def test_preferred_and_passed_over_need_a_reason():
	swapped = ranked(S, R, S, R)
	assert [row.rank for row in rules.leaving_the_order(swapped)] == [2, 3]
	problems = rules.check_proposal(swapped, 2, 0)
	assert [(p.message, p.values) for p in problems] == [
		(rules.NO_REASON, (2, "Stadt 2")),
		(rules.NO_REASON, (3, "Stadt 3")),
	]
	assert rules.check_proposal(ranked(S, R, S, R, reasons=(2, 3)), 2, 0) == []
	assert rules.check_proposal(ranked(S, R, S, R, reasons=(2,)), 2, 0)[0].values == (3, "Stadt 3")


@given(rounds())
def test_the_order_is_left_exactly_where_a_better_decision_stands_below(candidates: list[Candidate]):
	grade = {S: 0, W: 1, R: 2}
	grades = [grade[row.decision] for row in candidates]
	assert bool(rules.leaving_the_order(candidates)) == (grades != sorted(grades))


def test_every_candidate_is_decided():
	problem = rules.check_proposal(ranked(S, "", R, ""), 10, 0)[0]
	assert problem.message == rules.NOT_DECIDED and problem.values == (("Stadt 2", "Stadt 4"),)
	assert rules.check_proposal([], 10, 0)[0].message == rules.NOTHING_TO_DECIDE


@pytest.mark.parametrize(
	("chosen", "places", "taken", "allowed"),
	[(10, 10, 0, True), (11, 10, 0, False), (1, 10, 9, True), (1, 10, 10, False), (0, 10, 10, True), (2, 10, 9, False)],
)
def test_never_more_than_the_free_places(chosen: int, places: int, taken: int, allowed: bool):
	problem = rules.check_places(ranked(*[S] * chosen, R), places, taken)
	assert (problem is None) is allowed
	if problem:
		assert problem.values == (chosen, places - taken, places)


@given(rounds(), st.integers(0, 10), st.integers(0, 12))
def test_a_round_that_passes_never_exceeds_the_places(candidates: list[Candidate], places: int, taken: int):
	chosen = sum(row.decision == S for row in candidates)
	assert (rules.check_places(candidates, places, taken) is None) == (chosen <= max(places - taken, 0))


def test_the_waitlist_is_numbered_by_rank():
	assert rules.waitlist_positions(ranked(S, W, R, W)) == {"Stadt 2": 1, "Stadt 4": 2}
	assert rules.waitlist_positions(ranked(S, W), first=4) == {"Stadt 2": 4}


def test_the_line_goes_by_position_then_by_submission():
	late = Waiting("APP-1", None, DAY + timedelta(days=1))
	early = Waiting("APP-2", None, DAY)
	second, first = Waiting("APP-3", 2, DAY), Waiting("APP-4", 1, DAY + timedelta(days=9))
	assert rules.moving_up([late, early, second, first], 10, 6) == [first, second, early, late]
	assert rules.next_in_line([late, second, first]) is first
	assert rules.next_in_line([]) is None


@given(
	st.lists(st.tuples(st.one_of(st.none(), st.integers(1, 5)), st.integers(0, 3)), max_size=8),
	st.integers(0, 10),
	st.integers(0, 12),
	st.randoms(),
)
def test_moving_up_never_exceeds_the_places_and_keeps_the_line(rows: list, places: int, taken: int, random):
	waiting = [
		Waiting(f"APP-{number}", position, DAY + timedelta(days=days)) for number, (position, days) in enumerate(rows)
	]
	moving = rules.moving_up(waiting, places, taken)
	assert len(moving) == min(len(waiting), max(places - taken, 0))
	mixed = list(waiting)
	random.shuffle(mixed)
	assert rules.moving_up(mixed, places, taken) == moving
	assert not moving or moving[0] == rules.next_in_line(waiting)


def test_the_spread_counts_by_land_and_size():
	candidates = [
		Candidate(1, "A", S, land="Niedersachsen", size_class="Town"),
		Candidate(2, "B", W, land="Bayern", size_class="Town"),
		Candidate(3, "C", R, land="Niedersachsen", size_class="City"),
	]
	assert rules.spread(candidates, "land") == [("Niedersachsen", 2, 1, 0), ("Bayern", 1, 0, 1)]
	assert rules.spread(candidates, "size_class") == [("Town", 2, 1, 1), ("City", 1, 0, 0)]


@pytest.mark.parametrize(
	("before", "after", "kind"),
	[
		("Under Review", "Selected", NoticeKind.SELECTED),
		("Shortlisted", "Waitlisted", NoticeKind.WAITLISTED),
		("Waitlisted", "Rejected", NoticeKind.REJECTED),
		("Waitlisted", "Selected", NoticeKind.MOVED_UP),
		("Selected", "Selected", None),
		("Selected", "Withdrawn", None),
		(None, "Draft", None),
	],
)
def test_each_decision_has_its_notice(before: str | None, after: str, kind: str | None):
	assert rules.notice_kind(before, after) == kind


def test_a_notice_goes_once_for_each_application_and_kind():
	assert rules.notice_key("APP-00001", NoticeKind.SELECTED) == "APP-00001|Selected"
	assert set(rules.DECISIONS) <= {value for name, value in vars(ApplicationState).items() if name.isupper()}


def test_every_message_is_listed_for_translation():
	known = {*rules.DECISIONS}
	texts = {value for name, value in vars(rules).items() if name.isupper() and isinstance(value, str)}
	assert texts - known == set(rules.MESSAGES)
