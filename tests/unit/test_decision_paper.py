"""What the council is asked about an agreement or a gift."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from upj_kooperation.domain import decision_paper as rules
from upj_kooperation.domain.status_report_rows import Hours, Money

D = datetime.date
AGREEMENT = rules.Agreement(
	"CA-1",
	"Nordertörtchen",
	Decimal(500),
	"Nordertörtchen",
	parties=("Nienburg/Weser", "Bäckerei Muster (erfunden)"),
	others=("Bäckerei Muster (erfunden)",),
	duties=(("Bäckerei Muster (erfunden)", "Backt", D(2017, 5, 1)), ("Nienburg/Weser", "Gibt den Raum", None)),
	start=D(2017, 1, 1),
	organ="Council",
)
GIFT = rules.Gift(
	"SP-1",
	"Spende",
	"Bäckerei Muster (erfunden)",
	"Money Donation",
	Decimal("2500.50"),
	purpose="Stadtteilfonds",
	budget_year=2017,
	giver_sum=Decimal("2600.50"),
	organ="Council",
	conflict_checked=True,
)


def facts(decision, message):
	return [(fact.values, fact.figure) for fact in decision.facts if fact.message == message]


def asked(decision):
	return {question.message for question in decision.questions}


def test_an_agreement_with_its_parties_duties_and_organ():
	decision = rules.on_agreement(AGREEMENT)
	assert facts(decision, rules.FACT_VALUE) == [((), Money(500))]
	assert [values for values, _figure in facts(decision, rules.FACT_PARTY)] == [(p,) for p in AGREEMENT.parties]
	assert [figure for _values, figure in facts(decision, rules.FACT_DUTY)] == [D(2017, 5, 1), ""]
	assert decision.proposal.message == rules.ASK_AGREEMENT
	assert decision.proposal.values == ("Council", "Nordertörtchen", "Bäckerei Muster (erfunden)")
	assert not decision.questions


def test_what_the_records_do_not_say_is_asked():
	assert asked(rules.on_agreement(replace(AGREEMENT, organ="", start=None))) == {rules.OPEN_ORGAN, rules.OPEN_TERM}
	assert rules.on_agreement(replace(AGREEMENT, organ="")).proposal.message == rules.ASK_AGREEMENT_EARLY
	assert rules.on_gift(replace(GIFT, organ="")).proposal.message == rules.ASK_GIFT_EARLY


@pytest.mark.parametrize(
	("checked", "found", "question", "word"),
	[
		(False, False, {rules.OPEN_CHECK}, rules.NOT_CHECKED),
		(True, True, {rules.OPEN_CONFLICT}, rules.CONFLICT_FOUND),
		(True, False, set(), rules.NO_CONFLICT),
	],
)
def test_a_conflict_of_interest_is_never_passed_over(checked, found, question, word):
	decision = rules.on_gift(replace(GIFT, conflict_checked=checked, conflict_found=found))
	assert asked(decision) == question
	assert facts(decision, rules.FACT_CONFLICT) == [((), word)]


def test_a_gift_with_its_sum_of_the_year():
	decision = rules.on_gift(GIFT)
	assert facts(decision, rules.FACT_SUM) == [((2017,), Money("2600.50"))]
	assert decision.proposal.values[1] == Money("2500.50")


def test_working_time_is_told_in_hours():
	gift = replace(GIFT, amount=Decimal(0), hours=Decimal(12))
	assert isinstance(gift.worth, Hours) and gift.worth == 12
	assert not facts(rules.on_gift(gift), rules.FACT_AMOUNT)
	assert isinstance(replace(gift, hours=Decimal(0)).worth, Money)


@pytest.mark.parametrize("decision", [rules.on_agreement(AGREEMENT), rules.on_gift(GIFT)])
def test_every_fact_names_its_record_and_has_a_key_of_its_own(decision):
	assert len({fact.key for fact in decision.facts}) == len(decision.facts)
	assert {fact.source_name for fact in decision.facts} < {"CA-1", "SP-1"}


def test_all_messages_are_listed():
	texts = {value for name, value in vars(rules).items() if name.startswith(("FACT_", "ASK_", "OPEN_"))}
	assert texts - {rules.FACT_DUTY} <= set(rules.MESSAGES)
