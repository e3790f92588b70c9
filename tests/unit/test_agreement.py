"""Agreements of several parties: procedure, signatures, duties and the end."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import agreement as rules
from upj_kooperation.domain import council_paper, term

TOWN = rules.Party("Municipality 03256022", "Nienburg/Weser")
BAKERY = rules.Party("Stakeholder STK-1", "Backstube Abendrot (erfunden)")
SCHOOL = rules.Party("Stakeholder STK-2", "Berufsbildende Schule Weserblick (erfunden)")
ALL = [TOWN, BAKERY, SCHOOL]
APPROVED, TODAY, TOMORROW = date(2016, 6, 1), date(2016, 6, 20), date(2016, 6, 21)


def signed(party, day):
	return rules.Party(party.key, party.name, day)


def messages(problems):
	return [problem.message for problem in problems]


def test_three_distinct_parties_are_right():
	assert rules.check_parties(ALL) == []


@pytest.mark.parametrize(
	("parties", "message", "values"),
	[
		([TOWN, BAKERY, BAKERY], rules.PARTY_TWICE, (3, BAKERY.name)),
		([TOWN, TOWN], rules.PARTY_TWICE, (2, TOWN.name)),
		([BAKERY, rules.Party("Stakeholder STK-9", " backstube ABENDROT (erfunden)")], rules.SAME_NAME, None),
		([TOWN, rules.Party(None, "")], rules.STAKEHOLDER_MISSING, (2,)),
	],
)
def test_parties_that_cannot_be_told_apart(parties, message, values):
	(problem,) = rules.check_parties(parties)
	assert problem.message == message
	assert values is None or problem.values == values


def test_a_duty_names_a_party():
	assert rules.check_duties([BAKERY.name, SCHOOL.name], ALL) == []
	(problem,) = rules.check_duties([BAKERY.name, "Somebody else"], ALL)
	assert problem.message == rules.DUTY_WITHOUT_PARTY
	assert problem.values == (2, "Somebody else", tuple(party.name for party in ALL))


@pytest.mark.parametrize(
	("parties", "subject", "expected"),
	[
		(ALL[:2], True, []),
		(ALL[:1], True, [rules.TOO_FEW_PARTIES]),
		(ALL, False, [rules.NO_SUBJECT]),
		([], False, [rules.TOO_FEW_PARTIES, rules.NO_SUBJECT]),
	],
)
def test_what_leaves_the_draft(parties, subject, expected):
	assert messages(rules.check_ready(parties, subject)) == expected


@pytest.mark.parametrize(
	("organ", "paper", "approver", "expected"),
	[
		("Mayor", None, "b", []),
		("Mayor", None, "a", [rules.OWN_APPROVAL]),
		("Council", None, "b", [rules.PAPER_MISSING]),
		("Main Committee", rules.Paper("CP-1", "Draft"), "b", [council_paper.NOT_DECIDED]),
		("Council", rules.Paper("CP-1", "Decided", TODAY, "As Proposed"), "b", []),
		("Council", rules.Paper("CP-1", "Noted", TODAY), "b", [council_paper.ONLY_NOTED]),
		("Council", rules.Paper("CP-1", "Decided", TODAY, "Rejected"), "b", [council_paper.WAS_REJECTED]),
		("Council", rules.Paper("CP-1", "Decided", None, "As Proposed"), "b", [rules.PAPER_WITHOUT_DAY]),
		("Council", rules.Paper("CP-1", "Decided", TOMORROW, "As Proposed"), "b", [rules.PAPER_IN_FUTURE]),
		("Council", None, "a", [rules.OWN_APPROVAL, rules.PAPER_MISSING]),
	],
)
def test_who_approves_and_on_what(organ, paper, approver, expected):
	assert messages(rules.check_approval(organ, paper, "a", approver, TODAY)) == expected


@pytest.mark.parametrize(
	("party", "state", "day", "way", "expected"),
	[
		(BAKERY, rules.SIGNING, APPROVED, "Paper", None),
		(BAKERY, rules.SIGNING, TODAY, "Electronic", None),
		(BAKERY, rules.SIGNING, APPROVED - timedelta(days=1), "Paper", rules.SIGNED_BEFORE_APPROVAL),
		(BAKERY, rules.SIGNING, TODAY + timedelta(days=1), "Paper", rules.SIGNED_IN_FUTURE),
		(BAKERY, rules.SIGNING, TODAY, "Pigeon", rules.UNKNOWN_WAY),
		(BAKERY, rules.ORGAN_APPROVAL, TODAY, "Paper", rules.NOT_IN_SIGNING),
		(BAKERY, rules.IN_FORCE, TODAY, "Paper", rules.NOT_IN_SIGNING),
		(signed(BAKERY, TODAY), rules.SIGNING, TODAY, "Paper", rules.SIGNED_ALREADY),
		(signed(BAKERY, TODAY), rules.IN_FORCE, TODAY, "Paper", rules.SIGNED_ALREADY),
		(None, rules.SIGNING, TODAY, "Paper", rules.UNKNOWN_PARTY),
	],
)
def test_which_signature_counts(party, state, day, way, expected):
	problem = rules.check_signature(party, state, APPROVED, day, way, TODAY)
	assert (problem and problem.message) == expected


def test_a_copy_follows_a_signature_once():
	assert rules.check_copy(signed(BAKERY, TODAY), False) is None
	assert rules.check_copy(signed(BAKERY, TODAY), True).message == rules.COPY_ATTACHED
	assert rules.check_copy(BAKERY, False).message == rules.NOT_SIGNED_YET
	assert rules.check_copy(None, False).message == rules.UNKNOWN_PARTY


@given(st.lists(st.booleans(), min_size=2, max_size=8))
def test_in_force_only_with_every_signature(have_signed):
	parties = [
		rules.Party(str(number), f"Party {number}", TODAY if one else None) for number, one in enumerate(have_signed)
	]
	problems = rules.check_coming_into_force(parties, APPROVED, TODAY)
	assert (problems == []) is all(have_signed)
	if problems:
		assert problems[0].values == (rules.missing_signatures(parties),)
		assert len(rules.missing_signatures(parties)) == have_signed.count(False)


def test_in_force_not_before_the_term():
	parties = [signed(party, TODAY) for party in ALL]
	assert rules.check_coming_into_force(parties, TODAY, TODAY) == []
	(problem,) = rules.check_coming_into_force(parties, TODAY + timedelta(days=1), TODAY)
	assert problem.message == rules.TERM_TO_COME


@pytest.mark.parametrize(
	("start", "last", "since"),
	[
		(date(2016, 7, 1), date(2016, 6, 20), date(2016, 7, 1)),
		(date(2016, 6, 1), date(2016, 6, 20), date(2016, 6, 20)),
		(date(2016, 6, 20), date(2016, 6, 20), date(2016, 6, 20)),
	],
)
def test_it_binds_from_the_term_or_the_last_signature(start, last, since):
	assert rules.in_force_since([signed(TOWN, date(2016, 6, 2)), signed(BAKERY, last)], start) == since


@pytest.mark.parametrize(
	("end", "renewal", "expected"),
	[
		(TODAY - timedelta(days=1), term.NO_RENEWAL, None),
		(TODAY - timedelta(days=1), term.BY_DECISION, None),
		(TODAY, term.NO_RENEWAL, rules.TERM_NOT_OVER),
		(None, term.NO_RENEWAL, rules.TERM_UNLIMITED),
		(TODAY - timedelta(days=1), term.AUTOMATIC, rules.RENEWS_ITSELF),
	],
)
def test_when_it_expires(end, renewal, expected):
	problem = rules.check_expiry(end, renewal, 12, TODAY)
	assert (problem and problem.message) == expected


@pytest.mark.parametrize(
	("reason", "day", "expected"),
	[
		("The bakery closes.", TODAY, []),
		("The bakery closes.", APPROVED, []),
		("  ", TODAY, [rules.NO_REASON]),
		(None, TODAY, [rules.NO_REASON]),
		("x", TODAY + timedelta(days=1), [rules.END_IN_FUTURE]),
		("x", APPROVED - timedelta(days=1), [rules.END_BEFORE_APPROVAL]),
	],
)
def test_how_it_is_terminated(reason, day, expected):
	assert messages(rules.check_termination(reason, day, APPROVED, TODAY)) == expected


START = date(2016, 6, 10)


@pytest.mark.parametrize(
	("state", "before", "day", "ended", "expected"),
	[
		(rules.IN_FORCE, None, START, None, None),
		(rules.IN_FORCE, None, TODAY, None, None),
		(rules.EXPIRED, None, TODAY, START, None),
		(rules.TERMINATED, None, START, START, None),
		(rules.TERMINATED, None, TODAY, START, rules.FULFILLED_AFTER_END),
		(rules.SIGNING, None, TODAY, None, rules.DUTY_NOT_OWED),
		(rules.IN_FORCE, START, TODAY, None, rules.FULFILLED_ALREADY),
		(rules.IN_FORCE, None, TODAY + timedelta(days=1), None, rules.FULFILLED_IN_FUTURE),
		(rules.IN_FORCE, None, START - timedelta(days=1), None, rules.FULFILLED_BEFORE_TERM),
	],
)
def test_when_a_duty_is_fulfilled(state, before, day, ended, expected):
	problem = rules.check_fulfilment(state, before, day, START, ended, None, TODAY)
	assert (problem and problem.message) == expected


@pytest.mark.parametrize(("days", "expected"), [(0, None), (1, rules.FULFILLED_AFTER_LEAVING)])
def test_who_has_left_fulfils_nothing_afterwards(days, expected):
	left = TODAY - timedelta(days=days)
	problem = rules.check_fulfilment(rules.IN_FORCE, None, TODAY, START, None, left, TODAY)
	assert (problem and problem.message) == expected


@pytest.mark.parametrize(("days", "overdue"), [(-1, 0), (0, 0), (1, 1), (400, 400)])
def test_overdue_days(days, overdue):
	assert rules.overdue_days(TODAY - timedelta(days=days), TODAY) == overdue
	assert rules.overdue_days(None, TODAY) == 0
