"""Conflicts of interest: what is asked before a gift is put up for decision, and what a yes asks for (F26).

The questions follow from §§ 331, 333 StGB: whoever decides over the giver's permits, contracts or staff must not appear
to be paid for it. They are asked for gifts that are only brokered as well.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from upj_kooperation.domain.contribution import NO, YES
from upj_kooperation.domain.values import Problem as Sentence

PERMIT = "Permit or Licence Pending"
CONTRACT = "Contract or Award Pending"
SUPPLIER = "Supplier of the Municipality"
STAFF = "Tie to Staff or Councillors"
OTHER = "Other Tie"
QUESTIONS = (PERMIT, CONTRACT, SUPPLIER, STAFF, OTHER)

UNANSWERED = "Answer the question on conflicts of interest: {0}."
ASKED_TWICE = "The question {0} is answered twice. Remove one of the rows."
YES_NEEDS_EXPLANATION = "Explain the answer Yes to the question {0}."
YES_NEEDS_REASON = "A possible conflict of interest was found. Enter why the gift may be accepted all the same."
SUPPLIER_IS_KNOWN = (
	"The giver is the supplier {0} in ERPNext. Answer Yes to the question {1} and explain it, for example with the "
	"yearly volume."
)
NAMESAKE_NEEDS_EXPLANATION = (
	"ERPNext has a supplier with the giver's name: {0}. If it is somebody else, explain it at the question {1}."
)
FOUND_SUPPLIER = "The giver is the supplier {0} in ERPNext."
FOUND_NAMESAKE = "ERPNext has a supplier with the same name: {0}. Check whether it is the giver."

MESSAGES = (
	UNANSWERED,
	ASKED_TWICE,
	YES_NEEDS_EXPLANATION,
	YES_NEEDS_REASON,
	SUPPLIER_IS_KNOWN,
	NAMESAKE_NEEDS_EXPLANATION,
	FOUND_SUPPLIER,
	FOUND_NAMESAKE,
)


@dataclass(frozen=True)
class Answer:
	"""An answer to a question: Yes, No or nothing yet, with its explanation."""

	question: str
	answer: str | None = None
	explanation: str | None = None


@dataclass(frozen=True)
class SupplierTie:
	"""What ERPNext knows: the supplier that the giver is, or (certain is False) one of the same name."""

	supplier: str
	certain: bool


def conflict_found(answers: Sequence[Answer]) -> bool:
	"""Say whether an answer names a possible conflict."""
	return any(answer.answer == YES for answer in answers)


def prefilled(tie: SupplierTie | None, but: Collection[str] = ()) -> list[Answer]:
	"""Return the questions, without those in `but`, with what ERPNext already answers; the rest waits for a person."""
	return [_prefill(question, tie) for question in QUESTIONS if question not in but]


def _prefill(question: str, tie: SupplierTie | None) -> Answer:
	if question != SUPPLIER or not tie:
		return Answer(question)
	return Answer(question, YES if tie.certain else None)


def tie_sentence(tie: SupplierTie) -> Sentence:
	"""Return what was found in ERPNext, in words."""
	return Sentence(FOUND_SUPPLIER if tie.certain else FOUND_NAMESAKE, (tie.supplier,))


def open_points(answers: Sequence[Answer], reason: str | None, tie: SupplierTie | None) -> list[Sentence]:
	"""Return what must still be answered, explained or reasoned before the gift is put up for decision."""
	points = [*_unanswered(answers)]
	points += [
		Sentence(YES_NEEDS_EXPLANATION, (answer.question,))
		for answer in answers
		if answer.answer == YES and not (answer.explanation or "").strip()
	]
	points += _supplier_points(answers, tie)
	if conflict_found(answers) and not (reason or "").strip():
		points.append(Sentence(YES_NEEDS_REASON))
	return points


def _unanswered(answers: Sequence[Answer]) -> list[Sentence]:
	points = []
	for question in QUESTIONS:
		rows = [answer for answer in answers if answer.question == question]
		if len(rows) > 1:
			points.append(Sentence(ASKED_TWICE, (question,)))
		elif not rows or rows[0].answer not in (YES, NO):
			points.append(Sentence(UNANSWERED, (question,)))
	return points


def _supplier_points(answers: Sequence[Answer], tie: SupplierTie | None) -> list[Sentence]:
	no = next((answer for answer in answers if answer.question == SUPPLIER and answer.answer == NO), None)
	if not tie or not no:
		return []
	if tie.certain:
		return [Sentence(SUPPLIER_IS_KNOWN, (tie.supplier, SUPPLIER))]
	if not (no.explanation or "").strip():
		return [Sentence(NAMESAKE_NEEDS_EXPLANATION, (tie.supplier, SUPPLIER))]
	return []
