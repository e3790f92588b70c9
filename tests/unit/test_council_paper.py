"""Rules of a council paper: reference, steps, period, chain of papers, what is locked."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import council_paper as rules
from upj_kooperation.domain.council_paper import Paper

DAY = datetime.date(2016, 4, 5)
READY = Paper(
	reference="5/014/2016",
	body="<p>Sachdarstellung</p>",
	paper_date=datetime.date(2016, 3, 21),
	meeting_body="Rat",
	meeting_date=DAY,
	result="Zur Kenntnis genommen",
	has_successor=True,
)


def messages(reasons):
	return [reason.message for reason in reasons]


@pytest.mark.parametrize(
	("reference", "key"),
	[
		("5/014/2016", "03256022::5/014/2016"),
		("  5 / 014 / 2016 ", "03256022::5/014/2016"),
		("V\t12\n", "03256022::v12"),
		("", None),
		("   ", None),
		(None, None),
	],
)
def test_reference_key(reference, key):
	assert rules.reference_key("03256022", reference) == key


@given(st.text(), st.text())
def test_equal_keys_mean_equal_references_but_for_case_and_blanks(left, right):
	same = "".join((left or "").split()).casefold() == "".join((right or "").split()).casefold()
	assert (rules.reference_key("1", left) == rules.reference_key("1", right)) == same


@given(st.text())
def test_a_tidied_reference_is_tidy(reference):
	tidied = rules.normalise_reference(reference)
	assert rules.normalise_reference(tidied) == tidied


@pytest.mark.parametrize(
	("html", "blank"),
	[
		(None, True),
		("", True),
		("<p><br></p>", True),
		('<div class="ql-editor"><p>&nbsp;</p></div>', True),
		("<p>x</p>", False),
		("0", False),
	],
)
def test_is_blank(html, blank):
	assert rules.is_blank(html) is blank


@pytest.mark.parametrize(
	("changes", "after", "expected"),
	[
		({}, rules.RELEASED, []),
		({"reference": " "}, rules.RELEASED, [rules.NEEDS_REFERENCE]),
		({"body": "<p></p>"}, rules.RELEASED, [rules.NEEDS_TEXT]),
		({"body": "<p></p>", "has_facts": True}, rules.RELEASED, []),
		({"paper_type": "Decision Paper"}, rules.RELEASED, [rules.NEEDS_PROPOSAL]),
		({"paper_type": "Decision Paper", "proposal": "Der Rat beschließt"}, rules.RELEASED, []),
		({"reference": None, "body": None}, rules.RELEASED, [rules.NEEDS_REFERENCE, rules.NEEDS_TEXT]),
		({}, rules.SCHEDULED, []),
		({"meeting_body": ""}, rules.SCHEDULED, [rules.NEEDS_BODY]),
		({"meeting_date": None}, rules.SCHEDULED, [rules.NEEDS_MEETING]),
		({"meeting_date": datetime.date(2016, 3, 20)}, rules.SCHEDULED, [rules.MEETING_TOO_EARLY]),
		({"meeting_date": datetime.date(2016, 3, 21)}, rules.SCHEDULED, []),
		({"result": " "}, rules.NOTED, [rules.NEEDS_RESULT]),
		({"result": None}, rules.DECIDED, [rules.NEEDS_RESULT, rules.NEEDS_OUTCOME]),
		({}, rules.NOTED, []),
		({}, rules.DECIDED, [rules.NEEDS_OUTCOME]),
		({"outcome": "Rejected"}, rules.DECIDED, []),
		({"outcome": "As Proposed"}, rules.NOTED, [rules.OUTCOME_OF_A_NOTE]),
		({}, rules.FOLLOWED_UP, []),
		({"has_successor": False}, rules.FOLLOWED_UP, [rules.NEEDS_SUCCESSOR]),
		({"reference": None}, rules.DRAFT, []),
	],
)
def test_what_a_step_needs(changes, after, expected):
	assert messages(rules.check_step(replace(READY, **changes), "elsewhere", after, DAY)) == expected


@pytest.mark.parametrize(("days", "refused"), [(-1, False), (0, False), (1, True)])
@pytest.mark.parametrize("after", [rules.NOTED, rules.DECIDED])
def test_a_result_waits_for_the_meeting(after, days, refused):
	paper = replace(READY, meeting_date=DAY + datetime.timedelta(days=days))
	assert (rules.MEETING_TO_COME in messages(rules.check_step(paper, rules.SCHEDULED, after, DAY))) is refused


@pytest.mark.parametrize("state", rules.STATES)
def test_staying_in_a_state_needs_nothing(state):
	assert rules.check_step(Paper(), state, state, DAY) == []


@pytest.mark.parametrize(
	("start", "end", "expected"),
	[
		(None, None, []),
		(DAY, DAY, []),
		(DAY, DAY + datetime.timedelta(days=1), []),
		(DAY, DAY - datetime.timedelta(days=1), [rules.CROSSED_PERIOD]),
		(DAY, None, [rules.HALF_PERIOD]),
		(None, DAY, [rules.HALF_PERIOD]),
	],
)
def test_period(start, end, expected):
	assert messages(rules.check_period(start, end)) == expected


@pytest.mark.parametrize(
	("paper", "predecessor", "follows", "expected"),
	[
		("B", "A", {"A": None, "B": None}, []),
		(None, "A", {"A": None}, []),
		("A", "A", {"A": None}, [rules.OWN_PREDECESSOR]),
		("B", "X", {"A": None, "B": None}, [rules.FOREIGN_PREDECESSOR]),
		("A", "B", {"A": None, "B": "A"}, [rules.CIRCLE]),
		("A", "C", {"A": None, "B": "A", "C": "B"}, [rules.CIRCLE]),
		("D", "C", {"A": None, "B": "A", "C": "B", "D": None}, []),
		("D", "A", {"A": "B", "B": "A", "D": None}, []),
	],
)
def test_predecessor(paper, predecessor, follows, expected):
	assert messages(rules.check_predecessor(paper, predecessor, follows)) == expected


@given(st.permutations(["A", "B", "C", "D", "E"]), st.integers(0, 4), st.integers(0, 4))
def test_accepted_predecessors_never_close_a_circle(order, paper, predecessor):
	follows = {name: (order[place - 1] if place else None) for place, name in enumerate(order)}
	name, before = order[paper], order[predecessor]
	refused = bool(rules.check_predecessor(name, before, follows))
	assert refused == (predecessor >= paper)


def test_every_state_has_its_locks():
	assert set(rules.LOCKED_FIELDS) == set(rules.STATES)
	assert rules.locked_fields("Draft") == ()
	assert "body" in rules.locked_fields("Released") and "meeting_date" not in rules.locked_fields("Released")
	assert "result" not in rules.locked_fields("Scheduled") and "facts" in rules.locked_fields("Scheduled")
	for state in ("Noted", "Decided", "Followed Up", "something new"):
		assert {"body", "facts", "meeting_date", "result"} <= set(rules.locked_fields(state))
		assert ("outcome" in rules.locked_fields(state)) is (state != "Decided")
		assert "outcome" in rules.locked_fields(state, "Rejected")


@pytest.mark.parametrize("state", [*rules.STATES, "something new"])
@pytest.mark.parametrize("outcome", [*rules.OUTCOMES, "", None, "Verschoben"])
def test_only_a_decision_for_the_proposal_approves(state, outcome):
	problem = rules.check_approval("CP-1", state, outcome, "Council")
	approves = state in (rules.DECIDED, rules.FOLLOWED_UP) and outcome in (rules.AS_PROPOSED, rules.WITH_CHANGES)
	assert (problem is None) is approves


@pytest.mark.parametrize(
	("state", "outcome", "message"),
	[
		(rules.DRAFT, rules.AS_PROPOSED, rules.NOT_DECIDED),
		(rules.SCHEDULED, None, rules.NOT_DECIDED),
		(rules.NOTED, rules.AS_PROPOSED, rules.ONLY_NOTED),
		(rules.FOLLOWED_UP, None, rules.ONLY_NOTED),
		(rules.DECIDED, None, rules.OUTCOME_OPEN),
		(rules.DECIDED, rules.REJECTED, rules.WAS_REJECTED),
		(rules.FOLLOWED_UP, rules.REJECTED, rules.WAS_REJECTED),
	],
)
def test_why_a_paper_approves_nothing(state, outcome, message):
	assert rules.check_approval("CP-1", state, outcome, "Council").message == message


@pytest.mark.parametrize(("state", "may"), [(None, True), ("", True), ("Draft", True), ("Released", False)])
def test_only_drafts_are_deleted(state, may):
	assert rules.may_be_deleted(state) is may


@pytest.mark.parametrize(
	("state", "days", "successor", "task"),
	[
		("Draft", 0, False, None),
		("Released", 0, False, rules.TASK_SCHEDULE),
		("Scheduled", 1, False, rules.TASK_MEETING),
		("Scheduled", 0, False, rules.TASK_RESULT),
		("Scheduled", -1, False, rules.TASK_RESULT),
		("Noted", -1, False, rules.TASK_SUCCESSOR),
		("Decided", -1, True, rules.TASK_CLOSE),
		("Followed Up", -1, True, None),
	],
)
def test_what_is_to_be_done_next(state, days, successor, task):
	assert rules.next_task(state, DAY + datetime.timedelta(days=days), successor, DAY) == task


def test_a_file_name_has_no_path_in_it():
	assert rules.file_name("5/014/2016") == "Vorlage-5-014-2016"
	assert rules.file_name("../../etc") == "Vorlage-etc"


def test_all_messages_are_listed():
	named = {
		value
		for name, value in vars(rules).items()
		if name.isupper() and isinstance(value, str) and value.count(" ") > 1
	}
	assert named == set(rules.MESSAGES)
