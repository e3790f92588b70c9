"""Conflicts of interest: what is asked, and what a yes asks for (F26)."""

import pytest

from upj_kooperation.domain import conflict as rules
from upj_kooperation.domain.conflict import Answer, SupplierTie

ALL_NO = [Answer(question, "No") for question in rules.QUESTIONS]
BAKERY = SupplierTie("Backstube Abendrot (erfunden)", certain=True)
NAMESAKE = SupplierTie("Backstube Abendrot (erfunden)", certain=False)


def with_answer(question, answer, explanation=None):
	return [Answer(question, answer, explanation) if row.question == question else row for row in ALL_NO]


def messages(*arguments):
	return [point.message for point in rules.open_points(*arguments)]


def test_five_answers_of_no_leave_nothing_open():
	assert messages(ALL_NO, None, None) == []
	assert not rules.conflict_found(ALL_NO)


@pytest.mark.parametrize("question", rules.QUESTIONS)
def test_each_question_must_be_answered(question):
	assert messages([row for row in ALL_NO if row.question != question], None, None) == [rules.UNANSWERED]
	assert messages(with_answer(question, None), None, None) == [rules.UNANSWERED]
	assert messages(with_answer(question, ""), None, None) == [rules.UNANSWERED]


def test_no_question_is_answered_twice():
	assert messages([*ALL_NO, Answer(rules.PERMIT, "No")], None, None) == [rules.ASKED_TWICE]


@pytest.mark.parametrize("question", rules.QUESTIONS)
def test_a_yes_needs_an_explanation_and_a_reason(question):
	assert rules.conflict_found(with_answer(question, "Yes"))
	assert messages(with_answer(question, "Yes"), None, None) == [rules.YES_NEEDS_EXPLANATION, rules.YES_NEEDS_REASON]
	assert messages(with_answer(question, "Yes", " "), " ", None) == [
		rules.YES_NEEDS_EXPLANATION,
		rules.YES_NEEDS_REASON,
	]
	assert messages(with_answer(question, "Yes", "bekannt"), "unerheblich", None) == []


def test_a_supplier_of_erpnext_cannot_be_answered_with_no():
	assert messages(ALL_NO, None, BAKERY) == [rules.SUPPLIER_IS_KNOWN]
	assert messages(with_answer(rules.SUPPLIER, "Yes", "40 Euro im Jahr"), "unerheblich", BAKERY) == []


def test_a_supplier_of_the_same_name_needs_an_explanation():
	assert messages(ALL_NO, None, NAMESAKE) == [rules.NAMESAKE_NEEDS_EXPLANATION]
	assert messages(with_answer(rules.SUPPLIER, "No", "eine andere Firma"), None, NAMESAKE) == []


def test_only_what_erpnext_knows_is_prefilled():
	assert [row.answer for row in rules.prefilled(None)] == [None] * 5
	assert [row.question for row in rules.prefilled(BAKERY) if row.answer == "Yes"] == [rules.SUPPLIER]
	assert [row.answer for row in rules.prefilled(NAMESAKE)] == [None] * 5


def test_what_was_asked_already_is_not_asked_twice():
	assert [row.question for row in rules.prefilled(None, but={rules.PERMIT})] == list(rules.QUESTIONS[1:])
	assert rules.prefilled(BAKERY, but=rules.QUESTIONS) == []
	assert rules.tie_sentence(BAKERY).message == rules.FOUND_SUPPLIER
	assert rules.tie_sentence(NAMESAKE).message == rules.FOUND_NAMESAKE
