"""What a contribution is, and what follows from that (F23, F24, F29, F30; DOMAIN.md, "Kinds of contribution").

The kind follows from five plain questions. Everything else follows from the kind: receipt or none, invoice or none,
which details are needed, and what a counter-performance means for the value added tax.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from upj_kooperation.domain.values import Problem as Sentence

MONEY, GOODS, WORKING_TIME, ROOMS, WAIVED_CLAIM = "Money", "Goods", "Working Time", "Use of Rooms", "Waived Claim"
FORMS = (MONEY, GOODS, WORKING_TIME, ROOMS, WAIVED_CLAIM)
SUPPORT, PUBLIC_RELATIONS, ONLY_ADVERTISING = "Support the Purpose", "Own Public Relations", "Only Advertising"
AIMS = (SUPPORT, PUBLIC_RELATIONS, ONLY_ADVERTISING)
YES, NO = "Yes", "No"

MONEY_DONATION, IN_KIND_DONATION, WAIVER = "Money Donation", "In-kind Donation", "Waiver of Expenses"
SPONSORING, ADVERTISING, COST_SHARE = "Sponsoring", "Advertising", "Cost Share"
VOLUNTEERING, PRO_BONO, USE_OF_ROOMS = "Corporate Volunteering", "Pro Bono", "Use of Rooms"
KINDS = (
	MONEY_DONATION,
	IN_KIND_DONATION,
	SPONSORING,
	ADVERTISING,
	COST_SHARE,
	VOLUNTEERING,
	PRO_BONO,
	USE_OF_ROOMS,
	WAIVER,
)
DONATIONS = frozenset({MONEY_DONATION, IN_KIND_DONATION, WAIVER})
EXCHANGES = frozenset({SPONSORING, ADVERTISING})
TIME_GIFTS = frozenset({VOLUNTEERING, PRO_BONO})

NO_EXCHANGE, TAXABLE = "No Exchange of Services", "Taxable"

ANSWER_ALL = "Answer all questions on the tab Kind, then the kind follows."
NOT_AN_ANSWER = "{0} is not one of the answers. Choose one from the list."
WAIVER_NEEDS_GIFT = (
	"A claim can only be waived as a gift: nothing in return, no split of costs, and the wish to support the purpose. "
	"Change these answers, or choose Money as what is given."
)
ADVERTISING_NEEDS_RETURN = (
	"Somebody who only advertises gets something in return. Answer Yes to the question what the giver gets in return, "
	"or choose another aim."
)
PR_NEEDS_RETURN = (
	"A giver who follows own public relations gets something for it, for example the name on a banner. "
	"Answer Yes to the question what the giver gets in return, or choose Support the Purpose if nothing is agreed."
)
RETURN_IS_NO_SUPPORT = (
	"A giver who gets something in return does not make a donation. Choose Own Public Relations or Only Advertising, "
	"or answer No if there are only words of thanks."
)
SPLIT_WITHOUT_RETURN = (
	"Either the costs of a common aim are split, or the giver gets something in return. "
	"Change one of the two answers, or enter two records."
)
PROFESSIONAL_NEEDS_TIME = (
	"Only working time can be the giver's professional service. Answer No, or choose Working Time as what is given."
)

REASONS = {
	MONEY_DONATION: (
		"Money is given of free will, nothing is given in return, and the wish to support the purpose dominates."
	),
	IN_KIND_DONATION: (
		"An object is given of free will, nothing is given in return, and the wish to support the purpose dominates."
	),
	SPONSORING: "The giver follows own public relations and gets something in return by contract.",
	ADVERTISING: "The giver only advertises and pays for it: an ordinary sale.",
	COST_SHARE: "Both carry a fair part of the costs of a common aim.",
	VOLUNTEERING: "Working time is given, and it is not the giver's professional service.",
	PRO_BONO: "The giver's professional service is given without pay.",
	USE_OF_ROOMS: "Rooms are left for use without pay; they stay the giver's.",
	WAIVER: "The giver has a claim, waives it of free will, and nothing is given in return.",
}
RECEIPT_REASONS = {
	MONEY_DONATION: "A donation of money can get a donation receipt once it is accepted and received.",
	IN_KIND_DONATION: "A donated object can get a donation receipt once it is valued, accepted and received.",
	WAIVER: (
		"A waived claim can get a donation receipt once it is accepted: "
		"the claim must have existed before and without condition, and the receipt says that it was waived."
	),
	SPONSORING: (
		"There is no donation receipt for sponsoring, because the giver gets something in return. "
		"The giver gets an invoice and books the cost as a business expense."
	),
	ADVERTISING: "There is no donation receipt for advertising, because it is a sale. The giver gets an invoice.",
	COST_SHARE: "There is no donation receipt for a share of costs, because the giver pays for an aim of its own.",
	VOLUNTEERING: (
		"There is no donation receipt for donated time, because time and services are no donation in the sense of "
		"tax law (§ 10b Abs. 3 Satz 1 EStG). Hours and value are counted in the statistics."
	),
	PRO_BONO: (
		"There is no donation receipt for pro bono work, because time and services are no donation in the sense of "
		"tax law (§ 10b Abs. 3 Satz 1 EStG). Hours and value are counted in the statistics."
	),
	USE_OF_ROOMS: (
		"There is no donation receipt for the use of rooms, because uses are no donation in the sense of "
		"tax law (§ 10b Abs. 3 Satz 1 EStG). The value is counted in the statistics."
	),
}
INVOICE_POSSIBLE = "An invoice is made in ERPNext once it is accepted."
NO_INVOICE_FOR_GIFT = "There is no invoice, because the giver gets nothing in return."
NO_INVOICE_FOR_SHARE = "There is no invoice for a share of costs: call for the money by the agreement on the costs."

NEEDS_AMOUNT = "Enter the amount or value: for the kind {0} it must be more than 0 Euro."
NEEDS_HOURS = "Enter the hours: for the kind {0} they are counted in the statistics."
NEEDS_ITEMS = "Enter the donated objects one by one with their value."
ITEMS_ADD_UP = "The donated objects come to {0} Euro, but the value of the donation is {1} Euro. Make both the same."
ITEMS_ONLY_IN_KIND = "Donated objects belong to an in-kind donation only, not to the kind {0}. Remove them."
NEEDS_COUNTER = "Enter what the giver gets in return, as counter-performances."
COUNTER_ADD_UP = (
	"The counter-performances come to {0} Euro, but {1} Euro are agreed. "
	"Make both the same, so that the invoice is right."
)
COUNTER_ONLY_IN_EXCHANGE = (
	"The kind {0} has nothing in return. Remove the counter-performances, or change the answers on the tab Kind."
)

NOT_ACCEPTED = "Not ready for a donation receipt: it has not been accepted yet."
NOT_RECEIVED = "Not ready for a donation receipt: it has not been received yet."
ENDED = "There is no donation receipt, because it was declined or withdrawn."
BROKERED = (
	"There is no donation receipt of the municipality, because the gift went to a third party. The receiver issues it."
)
READY = "Ready for a donation receipt: accepted and received."
READY_IN_PART = "Ready for a donation receipt over what came in: accepted, and the rest is still expected."
NOT_UNTIL_ACCEPTED = "An invoice can be made once it is accepted. Now it is in the state {0}."
ENDED_NO_INVOICE = "There is no invoice, because it was declined or withdrawn."

NOT_UNTIL_DECIDED = "It can be recorded as received once it is accepted. Now it is in the state {0}."
RECORDED_ALREADY = "It is already recorded as received (state {0})."
RECEIVED_IN_FUTURE = "{0} lies in the future. Enter the day on which it came in."
RECEIVED_TOO_EARLY = (
	"It was accepted on {1}, so it cannot be received on {0}. Money that came in before is held in deposit until the "
	"acceptance; enter the day from which it belongs to the municipality."
)
NOTHING_RECEIVED = "Enter what came in: more than 0 Euro."

MESSAGES = (
	*REASONS.values(),
	*RECEIPT_REASONS.values(),
	ANSWER_ALL,
	NOT_AN_ANSWER,
	WAIVER_NEEDS_GIFT,
	ADVERTISING_NEEDS_RETURN,
	PR_NEEDS_RETURN,
	RETURN_IS_NO_SUPPORT,
	SPLIT_WITHOUT_RETURN,
	PROFESSIONAL_NEEDS_TIME,
	INVOICE_POSSIBLE,
	NO_INVOICE_FOR_GIFT,
	NO_INVOICE_FOR_SHARE,
	NEEDS_AMOUNT,
	NEEDS_HOURS,
	NEEDS_ITEMS,
	ITEMS_ADD_UP,
	ITEMS_ONLY_IN_KIND,
	NEEDS_COUNTER,
	COUNTER_ADD_UP,
	COUNTER_ONLY_IN_EXCHANGE,
	NOT_ACCEPTED,
	NOT_RECEIVED,
	ENDED,
	BROKERED,
	READY,
	READY_IN_PART,
	NOT_UNTIL_ACCEPTED,
	ENDED_NO_INVOICE,
	NOT_UNTIL_DECIDED,
	RECORDED_ALREADY,
	RECEIVED_IN_FUTURE,
	RECEIVED_TOO_EARLY,
	NOTHING_RECEIVED,
)

OFFERED, KIND_DECIDED, CONFLICT_CHECK = "Offered", "Kind Decided", "Conflict Check"
TO_BE_ACCEPTED = "To Be Accepted"
ACCEPTED, DECLINED, WITHDRAWN, RECEIVED, CLOSED = "Accepted", "Declined", "Withdrawn", "Received", "Closed"
EDITABLE = frozenset({OFFERED, KIND_DECIDED, CONFLICT_CHECK})
DECIDED = frozenset({ACCEPTED, RECEIVED, CLOSED})
VOID = frozenset({DECLINED, WITHDRAWN})
HAS_COME_IN = frozenset({RECEIVED, CLOSED})


@dataclass(frozen=True)
class Answers:
	"""The five answers. Each is one of the options of its field."""

	contribution_form: str
	return_expected: str
	giver_aim: str
	cost_split: str = NO
	professional_service: str = NO


class ContradictoryAnswers(ValueError):
	"""Answers that no kind fits. sentence: what is wrong and what to change."""

	def __init__(self, sentence: Sentence) -> None:
		super().__init__(sentence.message)
		self.sentence = sentence


@dataclass(frozen=True)
class Kind:
	"""The kind that follows from the answers, with the reason."""

	name: str
	reason: Sentence


@dataclass(frozen=True)
class Consequences:
	"""What follows from a kind. The flags say what is possible or needed, the sentences why."""

	receipt_possible: bool
	receipt_reason: Sentence
	invoice_possible: bool
	invoice_reason: Sentence
	needs_amount: bool
	needs_hours: bool
	needs_items: bool
	needs_counter_performances: bool


@dataclass(frozen=True)
class Item:
	"""A donated object. quantity: pieces; unit_value: Euro for one."""

	quantity: Decimal
	unit_value: Decimal

	@property
	def value(self) -> Decimal:
		"""Value of all pieces in Euro, rounded to the cent, half up."""
		return (self.quantity * self.unit_value).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Details:
	"""What was entered beside the answers. counter_values: Euro of each counter-performance."""

	amount: Decimal
	hours: Decimal
	items: tuple[Item, ...] = ()
	counter_values: tuple[Decimal, ...] = ()


def decide_kind(answers: Answers) -> Kind:
	"""Return the kind that follows from the answers.

	Raises ContradictoryAnswers when an answer is missing, unknown, or contradicts another one.
	"""
	_require_known(answers)
	if answers.professional_service == YES and answers.contribution_form != WORKING_TIME:
		raise ContradictoryAnswers(Sentence(PROFESSIONAL_NEEDS_TIME))
	name = _name(answers)
	return Kind(name, Sentence(REASONS[name]))


def _require_known(answers: Answers) -> None:
	for answer, options in (
		(answers.contribution_form, FORMS),
		(answers.return_expected, (YES, NO)),
		(answers.giver_aim, AIMS),
		(answers.cost_split, (YES, NO)),
		(answers.professional_service, (YES, NO)),
	):
		if not answer:
			raise ContradictoryAnswers(Sentence(ANSWER_ALL))
		if answer not in options:
			raise ContradictoryAnswers(Sentence(NOT_AN_ANSWER, (str(answer),)))


def _name(answers: Answers) -> str:
	returns, splits = answers.return_expected == YES, answers.cost_split == YES
	if answers.contribution_form == WAIVED_CLAIM and (returns or splits or answers.giver_aim != SUPPORT):
		raise ContradictoryAnswers(Sentence(WAIVER_NEEDS_GIFT))
	if answers.giver_aim == ONLY_ADVERTISING and not returns:
		raise ContradictoryAnswers(Sentence(ADVERTISING_NEEDS_RETURN))
	if splits and returns:
		raise ContradictoryAnswers(Sentence(SPLIT_WITHOUT_RETURN))
	if answers.giver_aim == PUBLIC_RELATIONS and not returns:
		raise ContradictoryAnswers(Sentence(PR_NEEDS_RETURN))
	if answers.giver_aim == SUPPORT and returns:
		raise ContradictoryAnswers(Sentence(RETURN_IS_NO_SUPPORT))
	if splits:
		return COST_SHARE
	if returns:
		return SPONSORING if answers.giver_aim == PUBLIC_RELATIONS else ADVERTISING
	if answers.contribution_form == WORKING_TIME:
		return PRO_BONO if answers.professional_service == YES else VOLUNTEERING
	return {
		MONEY: MONEY_DONATION,
		GOODS: IN_KIND_DONATION,
		ROOMS: USE_OF_ROOMS,
		WAIVED_CLAIM: WAIVER,
	}[answers.contribution_form]


def consequences(kind: str) -> Consequences:
	"""Return what follows from a kind."""
	if kind in EXCHANGES:
		invoice = INVOICE_POSSIBLE
	else:
		invoice = NO_INVOICE_FOR_SHARE if kind == COST_SHARE else NO_INVOICE_FOR_GIFT
	return Consequences(
		receipt_possible=kind in DONATIONS,
		receipt_reason=Sentence(RECEIPT_REASONS[kind]),
		invoice_possible=kind in EXCHANGES,
		invoice_reason=Sentence(invoice),
		needs_amount=kind in DONATIONS | EXCHANGES | {COST_SHARE},
		needs_hours=kind in TIME_GIFTS,
		needs_items=kind == IN_KIND_DONATION,
		needs_counter_performances=kind in EXCHANGES,
	)


def missing_details(kind: str, details: Details) -> list[Sentence]:
	"""Return what must still be entered or corrected before a contribution of this kind goes on."""
	follows = consequences(kind)
	problems = []
	if follows.needs_amount and details.amount <= 0:
		problems.append(Sentence(NEEDS_AMOUNT, (kind,)))
	if follows.needs_hours and details.hours <= 0:
		problems.append(Sentence(NEEDS_HOURS, (kind,)))
	return problems + _item_problems(kind, follows, details) + _counter_problems(kind, follows, details)


def _item_problems(kind: str, follows: Consequences, details: Details) -> list[Sentence]:
	if not follows.needs_items:
		return [Sentence(ITEMS_ONLY_IN_KIND, (kind,))] if details.items else []
	if not details.items:
		return [Sentence(NEEDS_ITEMS)]
	total = items_total(details.items)
	return [] if total == details.amount else [Sentence(ITEMS_ADD_UP, (total, details.amount))]


def _counter_problems(kind: str, follows: Consequences, details: Details) -> list[Sentence]:
	if not follows.needs_counter_performances:
		return [Sentence(COUNTER_ONLY_IN_EXCHANGE, (kind,))] if details.counter_values else []
	if not details.counter_values:
		return [Sentence(NEEDS_COUNTER)]
	total = sum(details.counter_values, Decimal(0))
	return [] if total == details.amount else [Sentence(COUNTER_ADD_UP, (total, details.amount))]


def items_total(items: Sequence[Item]) -> Decimal:
	"""Return the value of all donated objects in Euro, each rounded to the cent."""
	return sum((item.value for item in items), Decimal(0))


def vat_outcome(kind: str, emphasised: bool) -> str:
	"""Return what a counter-performance is for the value added tax.

	A mention of the sponsor without emphasis and without a link is no exchange of services; a mention that is
	emphasised or linked, a right to advertise, and any advertising is taxable (UStAE 1.1 Abs. 23).
	"""
	return TAXABLE if emphasised or kind == ADVERTISING else NO_EXCHANGE


def receipt_readiness(kind: str, state: str, brokered: bool, came_in: bool) -> tuple[bool, Sentence]:
	"""Say whether a contribution is ready for a donation receipt of the municipality, and why (not).

	Only donations, only after a formal acceptance, only what has come in (DOMAIN.md, "Donation receipt"): each
	instalment of money is confirmed for its own calendar year (§ 11 Abs. 2 EStG), objects when all are there.
	came_in: something has come in, even if not all of it.
	"""
	if kind not in DONATIONS:
		return False, Sentence(RECEIPT_REASONS[kind])
	if state in VOID:
		return False, Sentence(ENDED)
	if brokered:
		return False, Sentence(BROKERED)
	if state not in DECIDED:
		return False, Sentence(NOT_ACCEPTED)
	if state in HAS_COME_IN:
		return True, Sentence(READY)
	if came_in and kind != IN_KIND_DONATION:
		return True, Sentence(READY_IN_PART)
	return False, Sentence(NOT_RECEIVED)


def invoice_readiness(kind: str, state: str) -> tuple[bool, Sentence]:
	"""Say whether an invoice can be made for a contribution, and why (not)."""
	follows = consequences(kind)
	if not follows.invoice_possible:
		return False, follows.invoice_reason
	if state in VOID:
		return False, Sentence(ENDED_NO_INVOICE)
	if state not in DECIDED:
		return False, Sentence(NOT_UNTIL_ACCEPTED, (state,))
	return True, follows.invoice_reason


def receipt_problem(
	kind: str,
	state: str,
	received_on: datetime.date,
	amount: Decimal,
	accepted_on: datetime.date | None,
	today: datetime.date,
) -> Sentence | None:
	"""Return why it cannot be recorded that a contribution came in.

	amount: Euro, may differ from what was agreed. accepted_on: day of the acceptance by the organ that decided.
	"""
	if state in HAS_COME_IN:
		return Sentence(RECORDED_ALREADY, (state,))
	if state != ACCEPTED or accepted_on is None:
		return Sentence(NOT_UNTIL_DECIDED, (state,))
	if received_on > today:
		return Sentence(RECEIVED_IN_FUTURE, (received_on,))
	if received_on < accepted_on:
		return Sentence(RECEIVED_TOO_EARLY, (received_on, accepted_on))
	if amount < 0 or (amount == 0 and consequences(kind).needs_amount):
		return Sentence(NOTHING_RECEIVED)
	return None
