"""Donation receipts: which gifts may be confirmed, how old a notice may be, and what the official form says (F28)."""

import datetime
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import contribution
from upj_kooperation.domain import receipt as rules
from upj_kooperation.domain import receipt_form as wording
from upj_kooperation.domain.receipt import Forwarding, Gift, Head, Item, Part

DAY = datetime.date(2017, 2, 14)
TODAY = datetime.date(2017, 3, 1)
ALL_OF_IT = Part(DAY, Decimal("80.00"), "PART-1")
GIFT = Gift(
	"Backformen",
	"GIFT-1",
	"bakery",
	"03256022",
	"Money Donation",
	"Received",
	Decimal("80.00"),
	(ALL_OF_IT,),
	year=2017,
)
HEAD = Head(
	"bakery",
	"03256022",
	"Backstube Abendrot (erfunden)",
	"Weserstraße 1\n31582 Nienburg",
	"Stadt Nienburg/Weser\nMarktplatz 1\n31582 Nienburg",
	"der Erziehung",
	"Nienburg",
	TODAY,
)
NOTICE = Forwarding("Verein (erfunden)", "Nienburg", "34/270/00000", rules.EXEMPTION, datetime.date(2015, 6, 1))
TIN = Item(
	"Backform", Decimal(3), Decimal(10), rules.PRIVATE, "Used", Decimal(2), Decimal(25), basis="Vergleichspreise"
)
FROM_SHOP = replace(
	TIN,
	description="Teigmaschine",
	quantity=Decimal(1),
	unit_value=Decimal("119.00"),
	origin=rules.BUSINESS,
	withdrawal_value=Decimal(100),
	withdrawal_vat=Decimal(19),
	documented=True,
)


def in_kind(*items: Item) -> Gift:
	"""Return a donation of these objects."""
	value = sum((item.quantity * item.unit_value for item in items), Decimal(0))
	return replace(GIFT, kind="In-kind Donation", items=items, parts=(replace(ALL_OF_IT, amount=value),), agreed=value)


def messages(gifts: list[Gift]) -> list[str]:
	"""Return what is wrong with gifts of the bakery."""
	return [problem.message for problem in rules.gift_problems("bakery", "03256022", gifts)]


# ---------------------------------------------------------------- which gifts


def test_a_received_donation_is_ready():
	assert messages([GIFT]) == []
	assert rules.gift_problems("bakery", "03256022", []) == [rules.Sentence(rules.NO_GIFTS)]


@pytest.mark.parametrize("kind", contribution.KINDS)
@pytest.mark.parametrize(
	"state", ["Offered", "To Be Accepted", "Accepted", "Declined", "Withdrawn", "Received", "Closed"]
)
def test_only_donations_that_were_accepted_and_have_come_in(kind: str, state: str):
	gift = replace(GIFT, kind=kind, state=state)
	if kind == "In-kind Donation":
		gift = replace(in_kind(TIN), state=state)
	possible = kind in contribution.DONATIONS and (
		state in ("Received", "Closed") or (state == "Accepted" and kind != "In-kind Donation")
	)
	assert (messages([gift]) == []) == possible


@pytest.mark.parametrize(
	("change", "message"),
	[
		({"brokered": True}, rules.NOT_READY),
		({"parts": ()}, rules.NOT_READY),
		({"parts": (replace(ALL_OF_IT, gone=True),)}, rules.NOT_READY),
		({"state": "Accepted", "parts": ()}, rules.NOT_READY),
		({"giver": "other"}, rules.OTHER_GIVER),
		({"municipality": "05315000"}, rules.OTHER_TOWN),
		({"parts": (replace(ALL_OF_IT, earlier="2017-0001", standing=rules.VALID),)}, rules.HAS_RECEIPT),
		({"parts": (replace(ALL_OF_IT, earlier="2017-0001", standing=rules.CANCELLED),)}, rules.CANCELLED_RECEIPT),
		({"year": 2016}, rules.OTHER_YEAR),
	],
)
def test_what_keeps_a_gift_out(change: dict, message: str):
	assert messages([replace(GIFT, **change)]) == [message]


def test_money_that_was_booked_anew_waits_until_the_cancelled_original_is_settled():
	gone = replace(ALL_OF_IT, earlier="2017-0001", standing=rules.CANCELLED, gone=True)
	again = replace(ALL_OF_IT, name="PART-2")
	assert messages([replace(GIFT, parts=(gone, again))]) == [rules.CANCELLED_RECEIPT]
	assert messages([replace(GIFT, parts=(replace(gone, earlier=None, standing=None), again))]) == []


def test_a_collective_receipt_is_for_money_of_one_year():
	other = replace(GIFT, name="GIFT-2")
	assert messages([GIFT, other]) == []
	assert messages([GIFT, GIFT]) == [rules.GIFT_TWICE]
	before = replace(ALL_OF_IT, day=datetime.date(2016, 12, 31))
	assert messages([GIFT, replace(other, parts=(before,))]) == [rules.OTHER_YEAR]
	assert messages([GIFT, replace(in_kind(TIN), name="GIFT-2")]) == [rules.ONE_IN_KIND]


@pytest.mark.parametrize(
	("item", "message"),
	[
		(replace(TIN, condition=""), rules.NEEDS_CONDITION),
		(replace(TIN, age=Decimal(0)), rules.NEEDS_AGE),
		(replace(TIN, basis=""), rules.NEEDS_BASIS),
		(replace(FROM_SHOP, withdrawal_value=Decimal(0), withdrawal_vat=Decimal(0)), rules.NEEDS_WITHDRAWAL),
		(replace(FROM_SHOP, withdrawal_vat=Decimal("18.99")), rules.WITHDRAWAL_ADDS_UP),
	],
)
def test_objects_are_described_and_valued(item: Item, message: str):
	assert messages([in_kind(item)]) == [message]


def test_new_objects_have_no_age_and_all_objects_must_have_come_in():
	assert messages([in_kind(replace(TIN, condition="New", age=Decimal(0)), FROM_SHOP)]) == []
	assert messages([replace(in_kind(TIN), parts=(replace(ALL_OF_IT, amount=Decimal("29.99")),))]) == [
		rules.NOT_ALL_OBJECTS
	]


# ---------------------------------------------------------------- instalments over the years

DAYS = st.dates(datetime.date(2015, 1, 1), datetime.date(2018, 12, 31))
PARTS = st.lists(st.tuples(DAYS, st.decimals("0.01", "999", places=2), st.booleans()), min_size=1, max_size=8)
STEPS = st.lists(st.tuples(st.sampled_from(["confirm", "cancel", "settle"]), st.integers(2015, 2018)), max_size=20)


@given(PARTS, STEPS)
def test_whatever_is_issued_and_cancelled_no_instalment_is_confirmed_twice_and_none_is_left_out(rows, steps):
	gift = replace(
		GIFT,
		year=None,
		parts=tuple(Part(day, euros, str(number), gone=gone) for number, (day, euros, gone) in enumerate(rows)),
	)
	valid: dict[int, list[str]] = {}
	out: set[int] = set()

	def mark(names: list[str], **change: str | None) -> None:
		nonlocal gift
		gift = replace(gift, parts=tuple(replace(p, **change) if p.name in names else p for p in gift.parts))

	def confirm(year: int) -> None:
		[of_year] = rules.in_year([gift], year)
		if rules.gift_problems("bakery", "03256022", [of_year]):
			return
		assert all(part.day.year == year for part in of_year.taken)
		taken = [part.name for part in of_year.taken]
		mark(taken, earlier="2017-0001", standing=rules.VALID)
		valid.setdefault(year, []).extend(taken)

	for step, year in steps:
		if step == "confirm":
			confirm(year)
		elif step == "cancel" and valid.get(year):
			mark(valid[year], standing=rules.CANCELLED)
			out.add(year)
			del valid[year]
		elif step == "settle" and year in out:
			mark([part.name for part in gift.parts if part.day.year == year], earlier=None, standing=None)
			out.discard(year)
	for year in range(2015, 2019):
		confirm(year)
	confirmed = [name for names in valid.values() for name in names]
	assert len(confirmed) == len(set(confirmed))
	came_in = {part.name: part.amount for part in gift.parts if not part.gone and part.day.year not in out}
	assert sorted(confirmed) == sorted(came_in)
	assert sum((part.amount for part in gift.parts if part.name in confirmed), Decimal(0)) == sum(came_in.values())


@given(PARTS)
def test_the_years_receipts_add_up_to_what_came_in_and_each_says_its_own_days(rows):
	gift = replace(GIFT, year=None, parts=tuple(Part(day, euros, gone=gone) for day, euros, gone in rows))
	receipts = [rules.in_year([gift], year)[0] for year in rules.open_years([gift])]
	assert sum((receipt.received for receipt in receipts), Decimal(0)) == gift.received
	assert [receipt.received_on.year for receipt in receipts] == rules.open_years([gift])
	if receipts:
		assert rules.in_year([gift], 0) == receipts[:1]


# ---------------------------------------------------------------- the head, and the notice of the receiver


@pytest.mark.parametrize(
	("change", "message"),
	[
		({"giver_name": " "}, rules.NEEDS_NAME),
		({"address": ""}, rules.NEEDS_ADDRESS),
		({"address": "1\n2\n3\n4\n5\n6"}, rules.LONG_ADDRESS),
		({"purpose": ""}, rules.NEEDS_PURPOSE),
		({"issuer": ""}, rules.NEEDS_ISSUER),
		({"place": ""}, rules.NEEDS_PLACE),
		({"issued_on": TODAY + datetime.timedelta(days=1)}, rules.ISSUED_IN_FUTURE),
		({"issued_on": DAY - datetime.timedelta(days=1)}, rules.ISSUED_TOO_EARLY),
		({"forwarding": Forwarding()}, rules.NEEDS_RECEIVER),
		({"forwarding": replace(NOTICE, tax_number="")}, rules.NEEDS_NOTICE),
		({"forwarding": replace(NOTICE, notice="")}, rules.NEEDS_NOTICE),
		({"forwarding": replace(NOTICE, notice_date=None)}, rules.NEEDS_NOTICE),
		({"forwarding": replace(NOTICE, notice_date=TODAY + datetime.timedelta(days=1))}, rules.NOTICE_IN_FUTURE),
		({"forwarding": replace(NOTICE, notice_date=datetime.date(2012, 2, 29))}, rules.NOTICE_TOO_OLD),
	],
)
def test_what_is_missing_in_the_head(change: dict, message: str):
	assert [problem.message for problem in rules.head_problems(replace(HEAD, **change), [GIFT], TODAY)] == [message]


def test_a_complete_head_has_no_problem_on_the_day_of_the_gift_and_today():
	for day in (DAY, TODAY):
		assert rules.head_problems(replace(HEAD, issued_on=day, forwarding=NOTICE), [GIFT], TODAY) == []


@pytest.mark.parametrize(
	("notice", "day", "last"),
	[
		(rules.EXEMPTION, datetime.date(2012, 3, 1), datetime.date(2017, 3, 1)),
		(rules.EXEMPTION, datetime.date(2012, 2, 29), datetime.date(2017, 2, 28)),
		(rules.FINDING, datetime.date(2014, 3, 1), datetime.date(2017, 3, 1)),
		(rules.FINDING, datetime.date(2013, 12, 31), datetime.date(2016, 12, 31)),
	],
)
def test_a_notice_holds_to_the_day(notice: str, day: datetime.date, last: datetime.date):
	assert rules.notice_holds_until(notice, day) == last
	forwarding = replace(NOTICE, notice=notice, notice_date=day)
	assert rules.forwarding_problem(forwarding, last) is None
	assert rules.forwarding_problem(forwarding, last + datetime.timedelta(days=1)).message == rules.NOTICE_TOO_OLD


@given(st.sampled_from(sorted(rules.YEARS_OF_NOTICE)), st.dates(datetime.date(1950, 1, 1), datetime.date(2100, 1, 1)))
def test_a_newer_notice_never_ends_earlier(notice: str, day: datetime.date):
	later = day + datetime.timedelta(days=1)
	assert day < rules.notice_holds_until(notice, day) <= rules.notice_holds_until(notice, later)


# ---------------------------------------------------------------- amounts, numbers, bank records


@pytest.mark.parametrize(
	("amount", "words"),
	[
		("80", "achtzig Euro"),
		("1", "ein Euro"),
		("0.01", "null Euro und ein Cent"),
		("101.21", "einhundertein Euro und einundzwanzig Cent"),
		("1322.50", "eintausenddreihundertzweiundzwanzig Euro und fünfzig Cent"),
		("1000000", "eine Million Euro"),
	],
)
def test_amounts_in_words(amount: str, words: str):
	assert rules.amount_in_words(Decimal(amount)) == words


@given(
	st.decimals("0.01", "9999999.99", places=2),
	st.decimals("0.01", "9999999.99", places=2),
)
def test_words_tell_amounts_apart_and_hold_no_figures(one: Decimal, other: Decimal):
	words = rules.amount_in_words(one)
	assert not any(letter.isdigit() for letter in words)
	assert words.endswith(("Euro", "Cent")) and (words == rules.amount_in_words(other)) == (one == other)


@given(st.lists(st.decimals("0.01", "99999.99", places=2), min_size=1, max_size=12))
def test_the_sum_is_exact_to_the_cent(amounts: list[Decimal]):
	gifts = [replace(GIFT, name=str(index), parts=(Part(DAY, amount),)) for index, amount in enumerate(amounts)]
	assert rules.total(gifts) * 100 == sum(int(amount * 100) for amount in amounts)


def test_numbers_sort_like_the_receipts_and_name_the_year():
	assert [rules.receipt_number(2017, number) for number in (1, 10, 9999, 10000)] == [
		"2017-0001",
		"2017-0010",
		"2017-9999",
		"2017-10000",
	]


@pytest.mark.parametrize(
	("day", "amount", "said"),
	[
		("2020-01-01", "300.00", True),
		("2020-01-01", "300.01", False),
		("2019-12-31", "200.00", True),
		("2019-12-31", "200.01", False),
		("2016-12-31", "200.00", True),
	],
)
def test_a_bank_record_is_enough_for_small_gifts(day: str, amount: str, said: bool):
	received_on = datetime.date.fromisoformat(day)
	note = rules.bank_record_note("Money Donation", Decimal(amount), received_on)
	assert bool(note) == said
	assert not note or note.values[1] == ("§ 50 Abs. 4 EStDV" if received_on.year >= 2017 else "§ 50 Abs. 2 EStDV")


@pytest.mark.parametrize("kind", ["In-kind Donation", "Waiver of Expenses"])
def test_where_no_money_flowed_there_is_no_bank_record(kind: str):
	assert rules.bank_record_note(kind, Decimal(10), DAY) is None


# ---------------------------------------------------------------- the official form


def spoken(form: dict) -> str:
	"""Return the text of the form in the order in which it is set on the page."""
	lines = [form["issuer_label"], *form["issuer"], form["heading"], form["in_the_sense"], form["giver_label"]]
	lines += [*form["giver"], form["amount_label"], form["figures_label"], form["figures"], form["words_label"]]
	lines += [form["words"], form["day_label"], form["day"], form["objects_label"], *form["objects"]]
	lines += [line["text"] for line in form["statements"]]
	lines += [form["place_and_day"], form["signature_label"], form["hint_label"], *form["hints"]]
	return "\n".join(lines)


def in_order(text: str, *parts: str) -> bool:
	"""Say whether the parts stand in a text in this order."""
	positions = [text.find(part) for part in parts]
	return -1 not in positions and positions == sorted(positions)


def test_the_form_for_money_in_wording_and_order():
	form = wording.form(HEAD, [GIFT], "2017-0001")
	assert in_order(
		spoken(form),
		"Aussteller (Bezeichnung und Anschrift der inländischen juristischen Person des öffentlichen Rechts",
		"Bestätigung über Geldzuwendungen",
		"im Sinne des § 10b des Einkommensteuergesetzes an inländische juristische Personen des öffentlichen Rechts",
		"Name und Anschrift des Zuwendenden:",
		"Betrag der Zuwendung",
		"80,00 EUR",
		"achtzig Euro",
		"14.02.2017",
		"Es wird bestätigt, dass die Zuwendung nur zur Förderung der Erziehung verwendet wird.",
		"Es handelt sich um den Verzicht auf Erstattung von Aufwendungen",
		"von uns unmittelbar für den angegebenen Zweck verwendet.",
		"Nienburg, 01.03.2017",
		"(Ort, Datum und Unterschrift des Zuwendungsempfängers)",
		"haftet für die entgangene Steuer (§ 10b Abs. 4 EStG, § 9 Abs. 3 KStG, § 9 Nr. 5 GewStG).",
	)
	assert form["number"] == "2017-0001" and form["annex"] is None and len(form["hints"]) == 1


@pytest.mark.parametrize(("kind", "waived"), [("Money Donation", False), ("Waiver of Expenses", True)])
def test_the_form_says_whether_a_claim_was_waived(kind: str, waived: bool):
	form = wording.form(HEAD, [replace(GIFT, kind=kind)], "")
	choice = next(line["choice"] for line in form["statements"] if line["choice"])
	assert choice == [["Ja", waived], ["Nein", not waived]]


@pytest.mark.parametrize("notice", sorted(rules.YEARS_OF_NOTICE))
def test_a_forwarded_gift_names_the_receivers_notice_and_warns_of_its_age(notice: str):
	text = spoken(wording.form(replace(HEAD, forwarding=replace(NOTICE, notice=notice)), [GIFT], ""))
	assert "an Verein (erfunden) weitergeleitet" in text and "StNr. 34/270/00000" in text and "01.06.2015" in text
	assert "unmittelbar" not in text and in_order(text, wording.LIABILITY, wording.AGE_OF_NOTICE)
	assert ("Freistellungsbescheid bzw." in text) == (notice == rules.EXEMPTION)


@pytest.mark.parametrize(
	("origin", "sentence"),
	[
		(rules.PRIVATE, wording.FROM_PRIVATE),
		(rules.NO_ANSWER, wording.NO_ORIGIN),
	],
)
def test_the_form_for_objects_names_their_origin(origin: str, sentence: str):
	text = spoken(wording.form(HEAD, [in_kind(replace(TIN, origin=origin))], ""))
	assert in_order(
		text, "Bestätigung über Sachzuwendungen", "Wert der Zuwendung", wording.OBJECTS, sentence, "Förderung"
	)
	assert "3 × Backform, Alter 2 Jahre, Zustand gebraucht, Kaufpreis 25,00 EUR, Wert je Stück 10,00 EUR" in text
	assert "Verzicht" not in text and wording.DOCUMENTED not in text


def test_objects_from_a_business_with_documents_and_mixed_origins():
	text = spoken(wording.form(HEAD, [in_kind(FROM_SHOP)], ""))
	assert in_order(
		text, "Entnahmewert 100,00 EUR und Umsatzsteuer 19,00 EUR", wording.FROM_BUSINESS, wording.DOCUMENTED
	)
	text = spoken(wording.form(HEAD, [in_kind(TIN, FROM_SHOP)], ""))
	assert in_order(text, "aus dem Privatvermögen\n", wording.FROM_BUSINESS, wording.FROM_PRIVATE)
	assert wording.DOCUMENTED not in text


def test_the_collective_form_has_its_sentences_period_and_annex():
	later = replace(GIFT, name="GIFT-2", kind="Waiver of Expenses")
	later = replace(later, parts=(replace(ALL_OF_IT, day=DAY + datetime.timedelta(days=9)),))
	form = wording.form(HEAD, [later, GIFT], "")
	assert in_order(
		spoken(form),
		"Sammelbestätigung über Geldzuwendungen",
		"Gesamtbetrag der Zuwendung",
		"160,00 EUR",
		"Zeitraum der Sammelbestätigung:",
		"14.02.2017 bis 23.02.2017",
		"keine weiteren Bestätigungen, weder formelle Zuwendungsbestätigungen noch Beitragsquittungen oder Ähnliches",
		"ist der Anlage zur Sammelbestätigung zu entnehmen",
	)
	annex = form["annex"]
	assert annex["heading"] == "Anlage zur Sammelbestätigung vom 01.03.2017"
	assert [row[0] for row in annex["rows"]] == ["14.02.2017", "23.02.2017"]
	assert [row[2] for row in annex["rows"]] == ["nein", "ja"]
	assert annex["total"][1] == form["figures"]


def test_instalments_stand_in_the_annex_each_on_its_own_day():
	days = [DAY, DAY + datetime.timedelta(days=9), DAY + datetime.timedelta(days=9)]
	parts = tuple(Part(day, Decimal(euros)) for day, euros in zip(days, (30, 20, 30), strict=True))
	gift = replace(GIFT, parts=parts)
	assert rules.receipt_kind([gift]) == rules.COLLECTIVE and rules.receipt_kind([GIFT]) == rules.MONEY
	assert rules.receipt_kind([replace(gift, kind="In-kind Donation")]) == rules.IN_KIND
	form = wording.form(HEAD, [gift], "")
	assert [(row[0], row[3]) for row in form["annex"]["rows"]] == [
		("14.02.2017", "30,00 EUR"),
		("23.02.2017", "20,00 EUR"),
		("23.02.2017", "30,00 EUR"),
	]
	assert form["annex"]["total"][1] == form["figures"] == "80,00 EUR"
	assert form["day"] == "14.02.2017 bis 23.02.2017"
	over_years = replace(gift, parts=(*parts, Part(datetime.date(2016, 12, 31), Decimal(1))))
	assert wording.form(HEAD, [over_years], "") == form and messages([over_years]) == []
	[alone] = rules.in_year([over_years], 0)
	assert (alone.year, alone.received, rules.receipt_kind([alone])) == (2016, 1, rules.MONEY)


def test_the_form_can_be_kept_as_it_was_issued():
	form = wording.form(HEAD, [GIFT, replace(GIFT, name="GIFT-2")], "2017-0001")
	assert json.loads(json.dumps(form)) == form


def test_figures_are_written_as_in_german_forms():
	assert wording.euro(Decimal("1234567.5")) == "1.234.567,50 EUR"
