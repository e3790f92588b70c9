"""A market event: its steps, who agrees with whom, money that is taboo, and changes that say why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import market_event as rules
from upj_kooperation.domain.values import Problem

STATUSES = tuple(rules.NEXT_STATUSES)
AMOUNTS = st.integers(min_value=1, max_value=999_999)
NAMES = st.text(st.characters(whitelist_categories=("L",), max_codepoint=0x17F), min_size=1, max_size=20)


@pytest.mark.parametrize("before", STATUSES)
@pytest.mark.parametrize("after", STATUSES)
def test_an_event_opens_closes_and_opens_again(before: str, after: str):
	allowed = {("Planned", "Open"), ("Open", "Closed"), ("Closed", "Open")}
	problem = None if (before, after) in allowed else Problem(rules.STEP_NOT_ALLOWED, (before, after))
	assert rules.check_step(before, after) == problem


@pytest.mark.parametrize("status", STATUSES)
def test_agreements_are_entered_while_it_is_open(status: str):
	assert rules.check_entering(status) == (None if status == "Open" else Problem(rules.NOT_OPEN, (status,)))


def test_an_ended_group_opens_no_event():
	assert rules.check_group(ended=False) is None
	assert rules.check_group(ended=True) == Problem(rules.GROUP_ENDED)


@pytest.mark.parametrize(
	("giver", "taker", "message"),
	[
		("Tischlerei", "Verein", None),
		("", "Verein", rules.NO_PARTY),
		("Tischlerei", "  ", rules.NO_PARTY),
		(None, None, rules.NO_PARTY),
		("Bäckerei  Nord", "BAECKEREI nord", rules.ONE_PARTY),
	],
)
def test_two_different_parties_agree(giver: str | None, taker: str | None, message: str | None):
	problem = rules.check_parties(giver, taker)
	assert (problem.message if problem else None) == message


@given(NAMES, NAMES)
def test_who_gives_and_who_gets_may_change_sides(one: str, other: str):
	assert bool(rules.check_parties(one, other)) == bool(rules.check_parties(other, one))
	assert rules.check_parties(one, one)


MONEY = (
	"Geld",
	"etwas Geld",
	"eine Geldspende",
	"Geldspenden für das Fest",
	"500 €",
	"1.200,50 Euro bar",
	"€ 50",
	"EUR 300 für Farbe",
	"Bargeld",
	"ein Spendenscheck",
	"Scheck über den Betrag",
	"Beratung und 100 Euro",
	"Stühle im Wert von 200 Euro und 100 Euro bar",
)
NO_MONEY = (
	"",
	None,
	"Vier Bänke",
	"Bänke im Wert von 800 Euro",
	"Sachwert: ca. 1.500 €",
	"Warenwert rund 20 EUR",
	"Ein Vortrag zum Umgang mit Geld",
	"Beratung beim Anlegen von Geld",
	"Führung durch die Eurohalle",
	"Zwei Fahrten zum Geldautomaten",
	"3 Stunden Fachwissen",
	"Barhocker",
)


@pytest.mark.parametrize("text", MONEY)
def test_words_that_speak_of_money_are_found(text: str):
	assert rules.names_money(text)
	assert rules.names_money(text.upper())
	assert rules.check_money(taboo=True, kind="Sachmittel", is_money=False, texts=("Vier Bänke", text)) == Problem(
		rules.MONEY_TEXT, (text,)
	)


@pytest.mark.parametrize("text", NO_MONEY)
def test_what_something_is_worth_and_advice_on_money_are_no_money(text: str | None):
	assert not rules.names_money(text)
	assert rules.check_money(taboo=True, kind="Sachmittel", is_money=False, texts=(text,)) is None


@given(
	AMOUNTS, st.sampled_from(["€", "Euro", "EUR"]), st.booleans(), st.sampled_from(["", "Farbe und ", "Für das Fest: "])
)
def test_an_amount_is_money_unless_it_is_a_worth(amount: int, sign: str, before: bool, words: str):
	money = f"{sign} {amount}" if before else f"{amount} {sign}"
	assert rules.names_money(f"{words}{money}")
	assert not rules.names_money(f"{words}Bänke im Wert von {money}")


@pytest.mark.parametrize("text", [*MONEY, *filter(None, NO_MONEY)])
def test_where_money_is_no_taboo_anything_may_be_given(text: str):
	assert rules.check_money(taboo=False, kind="Geld", is_money=True, texts=(text,)) is None
	refused = rules.check_money(taboo=True, kind="Geld", is_money=True, texts=(text,))
	assert refused == Problem(rules.MONEY_KIND, ("Geld",))


@pytest.mark.parametrize(
	("changed", "status", "reason", "message"),
	[
		([], "Agreed", None, None),
		([], "Withdrawn", "", None),
		(["hours"], "Agreed", "Zahlendreher", None),
		(["hours"], "Agreed", " ", rules.NO_REASON),
		(["status"], "Agreed", None, rules.NO_REASON),
		(["status"], "Agreed", "Doppelt erfasst", None),
		(["hours"], "Withdrawn", "Zahlendreher", rules.WITHDRAWN_ALREADY),
		(["status"], "Withdrawn", "Gilt doch", None),
		(["hours", "status"], "Withdrawn", "Gilt doch", None),
	],
)
def test_a_change_says_why(changed: list[str], status: str, reason: str | None, message: str | None):
	problem = rules.check_change(changed, status, reason)
	assert (problem.message if problem else None) == message


@pytest.mark.parametrize(
	("key", "fits"),
	[
		("0123456789abcdef", True),
		("7b0c6d0e-3f5e-4d0a-9c1b-2a6f0e8d4c11", True),
		("a" * 64, True),
		("a" * 65, False),
		("0123456789abcde", False),
		("", False),
		("0123456789abcde_", False),
		("0123456789abcdef\n", False),
	],
)
def test_an_entry_has_a_key_that_nobody_else_has(key: str, fits: bool):
	assert (rules.check_key(key) is None) == fits
