"""The kind of a contribution and what follows from it (F23, F24, F29, F30)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import contribution as rules
from upj_kooperation.domain.contribution import Answers, ContradictoryAnswers, Details, Item, decide_kind

SUPPORT, PR, ADS = rules.AIMS


@pytest.mark.parametrize(
	("form", "returned", "aim", "split", "professional", "kind"),
	[
		("Money", "No", SUPPORT, "No", "No", rules.MONEY_DONATION),
		("Goods", "No", SUPPORT, "No", "No", rules.IN_KIND_DONATION),
		("Working Time", "No", SUPPORT, "No", "No", rules.VOLUNTEERING),
		("Working Time", "No", SUPPORT, "No", "Yes", rules.PRO_BONO),
		("Use of Rooms", "No", SUPPORT, "No", "No", rules.USE_OF_ROOMS),
		("Waived Claim", "No", SUPPORT, "No", "No", rules.WAIVER),
		("Money", "Yes", PR, "No", "No", rules.SPONSORING),
		("Goods", "Yes", PR, "No", "No", rules.SPONSORING),
		("Working Time", "Yes", PR, "No", "Yes", rules.SPONSORING),
		("Use of Rooms", "Yes", PR, "No", "No", rules.SPONSORING),
		("Money", "Yes", ADS, "No", "No", rules.ADVERTISING),
		("Goods", "Yes", ADS, "No", "No", rules.ADVERTISING),
		("Money", "No", SUPPORT, "Yes", "No", rules.COST_SHARE),
		("Working Time", "No", SUPPORT, "Yes", "No", rules.COST_SHARE),
	],
)
def test_the_kind_follows_from_the_answers(form, returned, aim, split, professional, kind):
	decided = decide_kind(Answers(form, returned, aim, split, professional))
	assert decided.name == kind
	assert decided.reason.message == rules.REASONS[kind]


@pytest.mark.parametrize(
	("form", "returned", "aim", "split", "professional", "message"),
	[
		("Waived Claim", "Yes", SUPPORT, "No", "No", rules.WAIVER_NEEDS_GIFT),
		("Waived Claim", "Yes", PR, "No", "No", rules.WAIVER_NEEDS_GIFT),
		("Waived Claim", "No", ADS, "No", "No", rules.WAIVER_NEEDS_GIFT),
		("Waived Claim", "No", SUPPORT, "Yes", "No", rules.WAIVER_NEEDS_GIFT),
		("Money", "No", ADS, "No", "No", rules.ADVERTISING_NEEDS_RETURN),
		("Money", "No", ADS, "Yes", "No", rules.ADVERTISING_NEEDS_RETURN),
		("Money", "No", PR, "No", "No", rules.PR_NEEDS_RETURN),
		("Money", "No", PR, "Yes", "No", rules.PR_NEEDS_RETURN),
		("Money", "Yes", SUPPORT, "No", "No", rules.RETURN_IS_NO_SUPPORT),
		("Money", "Yes", PR, "Yes", "No", rules.SPLIT_WITHOUT_RETURN),
		("Money", "No", SUPPORT, "No", "Yes", rules.PROFESSIONAL_NEEDS_TIME),
		("Goods", "Yes", PR, "No", "Yes", rules.PROFESSIONAL_NEEDS_TIME),
		("", "No", SUPPORT, "No", "No", rules.ANSWER_ALL),
		("Money", None, SUPPORT, "No", "No", rules.ANSWER_ALL),
		("Money", "No", "Something else", "No", "No", rules.NOT_AN_ANSWER),
	],
)
def test_contradictory_answers_are_refused_in_words(form, returned, aim, split, professional, message):
	with pytest.raises(ContradictoryAnswers) as refusal:
		decide_kind(Answers(form, returned, aim, split, professional))
	assert refusal.value.sentence.message == message


answers = st.builds(
	Answers,
	st.sampled_from(rules.FORMS),
	st.sampled_from(["Yes", "No"]),
	st.sampled_from(rules.AIMS),
	st.sampled_from(["Yes", "No"]),
	st.sampled_from(["Yes", "No"]),
)


@given(answers)
def test_every_combination_has_one_kind_or_a_refusal(given_answers):
	try:
		kind = decide_kind(given_answers).name
	except ContradictoryAnswers as refusal:
		assert refusal.sentence.message in rules.MESSAGES
		return
	assert kind in rules.KINDS
	assert (kind in rules.EXCHANGES) == (given_answers.return_expected == "Yes")
	assert not (kind in rules.DONATIONS and given_answers.giver_aim != SUPPORT)


@pytest.mark.parametrize("kind", rules.KINDS)
def test_nothing_gets_both_a_receipt_and_an_invoice(kind):
	follows = rules.consequences(kind)
	assert not (follows.receipt_possible and follows.invoice_possible)
	assert follows.receipt_possible == (kind in ("Money Donation", "In-kind Donation", "Waiver of Expenses"))
	assert follows.invoice_possible == (kind in ("Sponsoring", "Advertising"))


@pytest.mark.parametrize("kind", [rules.VOLUNTEERING, rules.PRO_BONO])
def test_time_gets_no_receipt_and_the_reason_says_why(kind):
	ready, reason = rules.receipt_readiness(kind, rules.RECEIVED, brokered=False, came_in=True)
	assert not ready
	assert "because" in reason.message and "§ 10b" in reason.message


@pytest.mark.parametrize(
	("state", "brokered", "ready", "message"),
	[
		("Offered", False, False, rules.NOT_ACCEPTED),
		("To Be Accepted", False, False, rules.NOT_ACCEPTED),
		("Accepted", False, False, rules.NOT_RECEIVED),
		("Received", False, True, rules.READY),
		("Closed", False, True, rules.READY),
		("Declined", False, False, rules.ENDED),
		("Withdrawn", False, False, rules.ENDED),
		("Received", True, False, rules.BROKERED),
		("Withdrawn", True, False, rules.ENDED),
	],
)
def test_a_receipt_needs_acceptance_and_money_in(state, brokered, ready, message):
	answer, reason = rules.receipt_readiness(rules.MONEY_DONATION, state, brokered, came_in=state in rules.HAS_COME_IN)
	assert (answer, reason.message) == (ready, message)


def test_what_came_in_so_far_can_be_confirmed_of_money_and_objects_wait_for_all():
	for kind in sorted(rules.DONATIONS):
		ready, reason = rules.receipt_readiness(kind, rules.ACCEPTED, brokered=False, came_in=True)
		assert ready == (kind != rules.IN_KIND_DONATION)
		assert reason.message == (rules.READY_IN_PART if ready else rules.NOT_RECEIVED)
		for state in (rules.TO_BE_ACCEPTED, rules.WITHDRAWN):
			assert not rules.receipt_readiness(kind, state, brokered=False, came_in=True)[0]
	assert not rules.receipt_readiness(rules.MONEY_DONATION, rules.ACCEPTED, brokered=True, came_in=True)[0]


@pytest.mark.parametrize(
	("kind", "state", "ready", "message"),
	[
		(rules.SPONSORING, "Accepted", True, rules.INVOICE_POSSIBLE),
		(rules.ADVERTISING, "Received", True, rules.INVOICE_POSSIBLE),
		(rules.SPONSORING, "To Be Accepted", False, rules.NOT_UNTIL_ACCEPTED),
		(rules.SPONSORING, "Withdrawn", False, rules.ENDED_NO_INVOICE),
		(rules.MONEY_DONATION, "Accepted", False, rules.NO_INVOICE_FOR_GIFT),
		(rules.COST_SHARE, "Accepted", False, rules.NO_INVOICE_FOR_SHARE),
	],
)
def test_an_invoice_needs_an_exchange_and_acceptance(kind, state, ready, message):
	answer, reason = rules.invoice_readiness(kind, state)
	assert (answer, reason.message) == (ready, message)


@pytest.mark.parametrize(
	("kind", "emphasised", "outcome"),
	[
		(rules.SPONSORING, False, rules.NO_EXCHANGE),
		(rules.SPONSORING, True, rules.TAXABLE),
		(rules.ADVERTISING, False, rules.TAXABLE),
		(rules.ADVERTISING, True, rules.TAXABLE),
	],
)
def test_only_a_plain_mention_is_no_exchange_of_services(kind, emphasised, outcome):
	assert rules.vat_outcome(kind, emphasised) == outcome


def details(amount="0", hours="0", items=(), counter=()):
	return Details(
		Decimal(amount),
		Decimal(hours),
		tuple(Item(Decimal(quantity), Decimal(value)) for quantity, value in items),
		tuple(Decimal(value) for value in counter),
	)


@pytest.mark.parametrize(
	("kind", "entered", "messages"),
	[
		(rules.MONEY_DONATION, details("0.01"), []),
		(rules.MONEY_DONATION, details("0"), [rules.NEEDS_AMOUNT]),
		(rules.COST_SHARE, details("0"), [rules.NEEDS_AMOUNT]),
		(rules.USE_OF_ROOMS, details("0"), []),
		(rules.VOLUNTEERING, details("0", "0"), [rules.NEEDS_HOURS]),
		(rules.VOLUNTEERING, details("0", "0.25"), []),
		(rules.PRO_BONO, details("900", "0"), [rules.NEEDS_HOURS]),
		(rules.IN_KIND_DONATION, details("10"), [rules.NEEDS_ITEMS]),
		(rules.IN_KIND_DONATION, details("0.30", items=[("3", "0.10")]), []),
		(rules.IN_KIND_DONATION, details("0.30", items=[("1", "0.10"), ("1", "0.20")]), []),
		(rules.IN_KIND_DONATION, details("0.31", items=[("3", "0.10")]), [rules.ITEMS_ADD_UP]),
		(rules.MONEY_DONATION, details("5", items=[("1", "5")]), [rules.ITEMS_ONLY_IN_KIND]),
		(rules.SPONSORING, details("500"), [rules.NEEDS_COUNTER]),
		(rules.SPONSORING, details("500", counter=["400", "100"]), []),
		(rules.SPONSORING, details("500", counter=["499.99"]), [rules.COUNTER_ADD_UP]),
		(rules.MONEY_DONATION, details("500", counter=["500"]), [rules.COUNTER_ONLY_IN_EXCHANGE]),
	],
)
def test_what_a_kind_needs_is_asked_for(kind, entered, messages):
	assert [problem.message for problem in rules.missing_details(kind, entered)] == messages


@pytest.mark.parametrize(
	("quantity", "unit", "value"), [("2.5", "0.01", "0.03"), ("0.5", "0.01", "0.01"), ("0.4", "0.01", "0.00")]
)
def test_a_piece_of_a_cent_is_rounded_half_up(quantity, unit, value):
	assert Item(Decimal(quantity), Decimal(unit)).value == Decimal(value)


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 10**7)), min_size=1, max_size=20))
def test_the_value_of_the_objects_is_exact_to_the_cent(rows):
	items = tuple(Item(Decimal(quantity), Decimal(cents) / 100) for quantity, cents in rows)
	assert rules.items_total(items) * 100 == sum(quantity * cents for quantity, cents in rows)
