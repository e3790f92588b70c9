"""What a decision paper says about an agreement or a gift: facts, and what is to be decided (F42).

As in `status_report`, nothing is worded here: values keep their type, and whoever shows them formats them.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from upj_kooperation.domain.status_report_rows import Fact, Hours, Money, Question, Value, Word

AGREEMENT, GIFT = "Cooperation Agreement", "Sponsorship"

SUBJECT_MATTER = "Subject of the Decision"
PARTIES = "Parties and Duties"
TERM = "Term and Notice"
GIVER = "Giver and Purpose"
COMPETENCE = "Competent Organ"

FACT_VALUE = "Value of the agreement"
FACT_PROJECT = "Belongs to the cooperation project"
FACT_PARTY = "Party: {0}"
FACT_DUTY = "{0}: {1}"
FACT_START = "Begins on"
FACT_END = "Ends on"
FACT_NOTICE = "Period of notice in months"
FACT_RENEWAL = "Renewal"
FACT_ORGAN = "Organ that approves the agreement"
FACT_GIVER = "Giver"
FACT_KIND = "Kind of contribution"
FACT_AMOUNT = "Amount or value"
FACT_HOURS = "Working time"
FACT_OFFERED = "Offered on"
FACT_PURPOSE = "Purpose"
FACT_SUM = "Gifts of the giver in the budget year {0}"
FACT_GIFT_ORGAN = "Organ that decides on the gift"
FACT_RULE = "Acceptance rule"
FACT_CONFLICT = "Conflict of interest"
CONFLICT_FOUND = "found"
NO_CONFLICT = "none found"
NOT_CHECKED = "not checked yet"

ASK_AGREEMENT = "The {0} approves the agreement “{1}” with {2}."
ASK_AGREEMENT_EARLY = "The agreement “{0}” with {1} is approved."
ASK_GIFT = "The {0} accepts the gift of {1} from {2} for the purpose: {3}."
ASK_GIFT_EARLY = "The gift of {0} from {1} is accepted for the purpose: {2}."

OPEN_ORGAN = "Which organ decides? The records do not name it yet."
OPEN_CONFLICT = "How is the conflict of interest dealt with that the check has found?"
OPEN_CHECK = "The check for conflicts of interest is still to be made."
OPEN_TERM = "From when does the agreement hold? The beginning of its term is not entered."

MESSAGES = (
	SUBJECT_MATTER,
	PARTIES,
	TERM,
	GIVER,
	COMPETENCE,
	FACT_VALUE,
	FACT_PROJECT,
	FACT_PARTY,
	FACT_START,
	FACT_END,
	FACT_NOTICE,
	FACT_RENEWAL,
	FACT_ORGAN,
	FACT_GIVER,
	FACT_KIND,
	FACT_AMOUNT,
	FACT_HOURS,
	FACT_OFFERED,
	FACT_PURPOSE,
	FACT_SUM,
	FACT_GIFT_ORGAN,
	FACT_RULE,
	FACT_CONFLICT,
	CONFLICT_FOUND,
	NO_CONFLICT,
	NOT_CHECKED,
	ASK_AGREEMENT,
	ASK_AGREEMENT_EARLY,
	ASK_GIFT,
	ASK_GIFT_EARLY,
	OPEN_ORGAN,
	OPEN_CONFLICT,
	OPEN_CHECK,
	OPEN_TERM,
)


@dataclass(frozen=True)
class Agreement:
	"""An agreement that is put to the vote. others: parties but the municipality; duties: pairs of a party and what."""

	name: str
	title: str
	value: Decimal = Decimal(0)
	project: str = ""
	parties: tuple[str, ...] = ()
	others: tuple[str, ...] = ()
	duties: tuple[tuple[str, str, datetime.date | None], ...] = ()
	start: datetime.date | None = None
	end: datetime.date | None = None
	notice_months: int = 0
	renewal: str = ""
	organ: str = ""


@dataclass(frozen=True)
class Gift:
	"""A gift that is put to the vote. giver_sum: of the giver's gifts in `budget_year`, in Euro."""

	name: str
	title: str
	giver: str
	kind: str = ""
	amount: Decimal = Decimal(0)
	hours: Decimal = Decimal(0)
	offered_on: datetime.date | None = None
	purpose: str = ""
	budget_year: int = 0
	giver_sum: Decimal = Decimal(0)
	organ: str = ""
	rule: str = ""
	conflict_checked: bool = False
	conflict_found: bool = False

	@property
	def worth(self) -> Money | Hours:
		"""Return the amount, or the hours where there is no amount."""
		return Money(self.amount) if self.amount or not self.hours else Hours(self.hours)


@dataclass(frozen=True)
class Decision:
	"""A decision paper's content: facts, open questions, and the sentence that the council is asked to decide."""

	facts: tuple[Fact, ...]
	questions: tuple[Question, ...]
	proposal: Question


def on_agreement(agreement: Agreement) -> Decision:
	"""Return what the council decides about an agreement."""
	source = (AGREEMENT, agreement.name)
	rows: list[tuple[str, str, tuple[Value, ...], Value, str]] = [
		(SUBJECT_MATTER, FACT_VALUE, (), Money(agreement.value), ""),
		(SUBJECT_MATTER, FACT_PROJECT, (), agreement.project or None, ""),
		*((PARTIES, FACT_PARTY, (party,), "", party) for party in agreement.parties),
		*((PARTIES, FACT_DUTY, (party, duty), due or "", f"{party}\0{duty}") for party, duty, due in agreement.duties),
		(TERM, FACT_START, (), agreement.start, ""),
		(TERM, FACT_END, (), agreement.end, ""),
		(TERM, FACT_NOTICE, (), agreement.notice_months or None, ""),
		(TERM, FACT_RENEWAL, (), Word(agreement.renewal) if agreement.renewal else None, ""),
		(COMPETENCE, FACT_ORGAN, (), Word(agreement.organ) if agreement.organ else None, ""),
	]
	others = ", ".join(agreement.others)
	questions = [
		Question(message, ())
		for message, asked in ((OPEN_ORGAN, not agreement.organ), (OPEN_TERM, not agreement.start))
		if asked
	]
	if agreement.organ:
		proposal = Question(ASK_AGREEMENT, (Word(agreement.organ), agreement.title, others))
	else:
		proposal = Question(ASK_AGREEMENT_EARLY, (agreement.title, others))
	return Decision(_facts(rows, source), tuple(questions), proposal)


def on_gift(gift: Gift) -> Decision:
	"""Return what the council decides about a gift."""
	conflict = CONFLICT_FOUND if gift.conflict_found else NO_CONFLICT
	rows: list[tuple[str, str, tuple[Value, ...], Value, str]] = [
		(GIVER, FACT_GIVER, (), gift.giver, ""),
		(GIVER, FACT_KIND, (), Word(gift.kind) if gift.kind else None, ""),
		(GIVER, FACT_AMOUNT, (), Money(gift.amount) if gift.amount else None, ""),
		(GIVER, FACT_HOURS, (), Hours(gift.hours) if gift.hours else None, ""),
		(GIVER, FACT_OFFERED, (), gift.offered_on, ""),
		(GIVER, FACT_PURPOSE, (), gift.purpose or None, ""),
		(COMPETENCE, FACT_SUM, (gift.budget_year,), Money(gift.giver_sum) if gift.budget_year else None, ""),
		(COMPETENCE, FACT_GIFT_ORGAN, (), Word(gift.organ) if gift.organ else None, ""),
		(COMPETENCE, FACT_RULE, (), gift.rule or None, ""),
		(COMPETENCE, FACT_CONFLICT, (), Word(conflict if gift.conflict_checked else NOT_CHECKED), ""),
	]
	questions = [
		Question(message, ())
		for message, asked in (
			(OPEN_ORGAN, not gift.organ),
			(OPEN_CONFLICT, gift.conflict_checked and gift.conflict_found),
			(OPEN_CHECK, not gift.conflict_checked),
		)
		if asked
	]
	if gift.organ:
		proposal = Question(ASK_GIFT, (Word(gift.organ), gift.worth, gift.giver, gift.purpose))
	else:
		proposal = Question(ASK_GIFT_EARLY, (gift.worth, gift.giver, gift.purpose))
	return Decision(_facts(rows, (GIFT, gift.name)), tuple(questions), proposal)


def _facts(rows: Iterable[tuple[str, str, tuple[Value, ...], Value, str]], source: tuple[str, str]) -> tuple[Fact, ...]:
	return tuple(
		Fact(Word(chapter), message, values, figure, *source, part)
		for chapter, message, values, figure, part in rows
		if figure is not None
	)
