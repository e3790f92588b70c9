"""The check of a request by its group's criteria: copied once, answered, and what keeps it from being accepted."""

from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import request_criteria as rules
from upj_kooperation.domain.request_criteria import NO, OPEN, YES, Check, Criterion
from upj_kooperation.domain.values import Problem

names = st.sampled_from(["Konkret", "Befristet", "Gemeinnützig", "Nutzen"])
checks = st.lists(
	st.builds(Check, names, st.booleans(), st.sampled_from([OPEN, YES, NO])), unique_by=lambda check: check.criterion
)
criteria = st.lists(st.builds(Criterion, names, st.just("?"), st.booleans()), unique_by=lambda one: one.criterion)


@given(criteria, checks)
def test_what_is_not_there_yet_is_copied_in_the_groups_order(wanted: list, known: list):
	copied = rules.to_copy(wanted, known)
	there = {check.criterion for check in known}
	assert [one for one in wanted if one.criterion not in there] == copied
	after = [*known, *(Check(one.criterion, one.required, OPEN) for one in copied)]
	assert rules.to_copy(wanted, after) == [], "a second time nothing is copied"


@given(checks)
def test_only_required_criteria_without_a_yes_keep_a_request_from_being_accepted(known: list):
	problem = rules.check_acceptance(known)
	hindering = [check for check in known if check.required and check.answer != YES]
	assert (problem is None) == (not hindering)
	if problem:
		assert set(problem.values[0]) <= {check.criterion for check in hindering}


def test_what_is_open_is_named_before_what_is_not_met():
	known = [Check("Konkret", True, NO), Check("Befristet", True, OPEN), Check("Nutzen", False, NO)]
	assert rules.check_acceptance(known) == Problem(rules.NOT_CHECKED, (("Befristet",),))
	known[1] = Check("Befristet", True, YES)
	assert rules.check_acceptance(known) == Problem(rules.NOT_MET, (("Konkret",),))


def test_rows_are_neither_added_nor_taken_out():
	assert rules.check_rows(["a", "b"], ["b", "a"]) is None
	for sent in (["a"], ["a", "b", ""], ["a", "c"], []):
		assert rules.check_rows(["a", "b"], sent) == Problem(rules.ROWS_ARE_FIXED)
