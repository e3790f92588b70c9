"""Donation receipts: the bakery's gifts confirmed by the official form, once, on a real site (F28)."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from factories import (
	BAKERY,
	DECIDES,
	NIENBURG,
	TAKES_OFFERS,
	accept_gift,
	ensure_gift_desk,
	ensure_municipality,
	ensure_stakeholder,
	ensure_user,
	make,
	make_gift,
	put_up_for_decision,
)
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, add_years, getdate, today
from gift_receipts import ADDRESS, PURPOSE, as_user, draft_receipt, ensure_issuer, issued_receipt, pages, printed
from gift_receipts import received_gift as received

from upj_kooperation.api import receipts as api
from upj_kooperation.domain import contribution
from upj_kooperation.domain import receipt as rules
from upj_kooperation.domain import receipt_form as wording

TIN = {
	"description": "Backform",
	"quantity": 2,
	"unit_value": 10,
	"origin": "Private",
	"condition": "Used",
	"age_years": 2,
	"purchase_price": 25,
	"valuation_basis": "Preise gebrauchter Formen",
}
FROM_SHOP = {
	"description": "Teigschaber",
	"quantity": 1,
	"unit_value": 11.9,
	"origin": "Business",
	"condition": "New",
	"withdrawal_value": 10,
	"withdrawal_vat": 1.9,
}
NOTICE = {
	"usage": "Forwarded",
	"forwarded_to": "Nachbarschaftsverein Nordertor (erfunden)",
	"tax_office": "Nienburg",
	"tax_number": "34/270/00000",
	"notice_kind": "Exemption Notice",
}
USE_THE_BUTTON = "Use the button Cancel Receipt, which asks for the reason."
STAYS = "An issued receipt stays, also when it is cancelled: its number must not be missing."


@pytest.fixture(autouse=True)
def gift_desk(request: pytest.FixtureRequest) -> None:
	"""The people and the town; tests that commit make them themselves."""
	if not request.node.get_closest_marker("commits"):
		ensure_gift_desk()
		ensure_issuer()


def refused(step: Callable[[], Any], message: str, exc: type[Exception] = frappe.ValidationError) -> None:
	"""Run a step that must be refused in the words of an English template, and undo what it wrote."""
	frappe.db.savepoint("refused")
	with pytest.raises(exc) as refusal, as_user(TAKES_OFFERS):
		step()
	frappe.db.rollback(save_point="refused")
	for part in _(message).replace("{", "}").split("}")[::2]:
		assert part in str(refusal.value)


def stored(doc: Document) -> Document:
	"""Return the record as the database has it."""
	return frappe.get_doc(doc.doctype, doc.name)


# ---------------------------------------------------------------- the three forms


def test_one_click_makes_the_receipt_of_the_bakerys_gift():
	gift = received(80)
	with as_user(TAKES_OFFERS):
		name = api.make_receipt(gift.name)
		assert api.make_receipt(gift.name) == name
		receipt = frappe.get_doc("Donation Receipt", name)
		assert (receipt.receipt_kind, receipt.amount, receipt.amount_in_words) == ("Money Donation", 80, "achtzig Euro")
		assert (receipt.giver_name, receipt.place, receipt.purpose) == (BAKERY, "Nienburg/Weser", PURPOSE)
		assert "§ 50 Abs. 4" in api.bank_record_note(name)
		receipt.update({"giver_address": ADDRESS}).submit()
	assert receipt.receipt_number == f"{getdate().year}-0001" and len(receipt.pdf_hash) == 64
	assert stored(gift).donation_receipt == name
	first = pages(printed(receipt))
	assert len(first) == 1 and "Doppel" not in first[0] and "Nr. " + receipt.receipt_number in first[0]
	for sentence in (
		"Bestätigung über Geldzuwendungen",
		"achtzig Euro",
		wording.ONLY_FOR.format(PURPOSE),
		wording.USED,
		wording.LIABILITY,
	):
		assert sentence in first[0], sentence


def test_the_address_comes_from_the_stakeholder():
	gift = received(80)
	make(
		"Address",
		address_title=BAKERY,
		address_line1="Weserstraße 1",
		pincode="31582",
		city="Nienburg",
		country="Germany",
		links=[{"link_doctype": "Stakeholder", "link_name": gift.giver}],
	)
	assert draft_receipt(gift, giver_address=None).giver_address == ADDRESS


def test_an_in_kind_receipt_names_the_objects_and_their_origin():
	gift = received(31.9, contribution_form="Goods", items=[TIN, FROM_SHOP])
	text = pages(printed(issued_receipt(gift)))
	assert len(text) == 1
	for part in (
		"Bestätigung über Sachzuwendungen",
		"2 × Backform, Alter 2 Jahre, Zustand gebraucht",
		"Entnahmewert 10,00 EUR und Umsatzsteuer 1,90 EUR",
		wording.FROM_BUSINESS,
		wording.FROM_PRIVATE,
	):
		assert part in text[0], part


def test_what_is_missing_of_an_object_is_completed_after_the_decision_and_never_changed():
	bare = {"description": "Teigschaber", "quantity": 1, "unit_value": 11.9, "origin": "Business"}
	gift = received(11.9, contribution_form="Goods", items=[bare])
	refused(lambda: issued_receipt(gift), rules.NEEDS_WITHDRAWAL)
	with as_user(TAKES_OFFERS):
		gift = stored(gift)
		gift.items[0].update({"condition": "New", "withdrawal_value": 10, "withdrawal_vat": 1.9})
		gift.save()
		for change in ({"condition": "Used"}, {"withdrawal_value": 9}, {"unit_value": 12}):
			changed = stored(gift)
			changed.items[0].update(change)
			with pytest.raises(frappe.ValidationError):
				changed.save()
	assert issued_receipt(gift).amount == 11.9


def test_a_collective_receipt_has_its_annex_on_a_page_of_its_own():
	gifts = [received(number, offered_on=f"2016-03-{number:02}") for number in range(1, 4)]
	receipt = issued_receipt(*gifts)
	assert (receipt.receipt_kind, receipt.amount) == ("Collective", 6)
	text = pages(printed(receipt))
	assert len(text) == 2 and "Anlage zur Sammelbestätigung vom" in text[1]
	assert wording.NO_OTHERS in text[0] and wording.WAIVER_IN_ANNEX in text[0]
	assert text[1].count("Geldzuwendung") == 3 and "6,00 EUR" in text[1]


def test_a_waived_claim_is_ticked():
	text = pages(printed(issued_receipt(received(50, contribution_form="Waived Claim"))))[0]
	assert wording.WAIVER in text and "Ja ☒" in text and "Nein ☐" in text


def test_a_forwarded_gift_names_the_receivers_notice_which_holds_to_the_day():
	gift = received(80)
	for kind, years in rules.YEARS_OF_NOTICE.items():
		on_the_day = add_years(today(), -years)
		older = add_days(on_the_day, -1)
		notice = {**NOTICE, "notice_kind": kind}
		refused(
			lambda notice=notice, older=older: issued_receipt(gift, **notice, notice_date=older), rules.NOTICE_TOO_OLD
		)
	text = pages(printed(issued_receipt(gift, **notice, notice_date=on_the_day)))[0]
	assert "Nachbarschaftsverein Nordertor (erfunden) weitergeleitet" in text and wording.AGE_OF_NOTICE in text


def test_the_longest_reasonable_form_stays_on_one_page_and_a_longer_one_is_refused():
	objects = [
		{
			**FROM_SHOP,
			"condition": "Used",
			"age_years": 2.5,
			"purchase_price": 20,
			"description": f"Knetmaschine Nr. {number} mit Zubehör, Bedienungsanleitung und zwei Ersatzhaken",
		}
		for number in range(1, 7)
	]
	gift = received(71.4, contribution_form="Goods", items=objects)
	longest = {
		"giver_name": "Gemeinnützige Stiftung für Handwerk, Bildung und Nachbarschaft im Landkreis (erfunden) gGmbH",
		"giver_address": "Haus der Nachbarschaft\nHinterhaus, 2. Etage\nLange Weserpromenade 123 a\n31582 Nienburg",
		"purpose": "der Erziehung, der Volks- und Berufsbildung, der Studentenhilfe, der Jugend- und Altenhilfe "
		"sowie des bürgerschaftlichen Engagements zugunsten gemeinnütziger Zwecke",
		"notice_date": today(),
		**NOTICE,
	}
	refused(lambda: issued_receipt(gift, **{**longest, "purpose": "der Erziehung, " * 300}), rules.TOO_LONG)
	assert not stored(gift).donation_receipt
	receipt = issued_receipt(gift, **longest)
	assert receipt.receipt_number.endswith("-0001")
	assert len(pages(printed(receipt))) == 1 and len(pages(printed(receipt))) == 1


# ---------------------------------------------------------------- never


def test_no_receipt_before_acceptance_and_money_and_none_for_time():
	offered = make_gift(60, "2016-05-01", furthered_purpose=PURPOSE)
	accepted = accept_gift(put_up_for_decision(make_gift(20, "2016-05-02", furthered_purpose=PURPOSE)))
	hours = {"contribution_form": "Working Time", "hours": 36, "sponsorship_title": "Freiwilligentag"}
	refused(lambda: api.make_receipt(offered.name), contribution.NOT_ACCEPTED)
	refused(lambda: api.make_receipt(accepted.name), contribution.NOT_RECEIVED)
	refused(
		lambda: api.make_receipt(make_gift(0, **hours).name), contribution.RECEIPT_REASONS["Corporate Volunteering"]
	)
	for gift in (offered, accepted):
		refused(lambda gift=gift: issued_receipt(gift), rules.NOT_READY)
	assert not frappe.db.count("Donation Receipt", {"docstatus": 1})


def test_a_brokered_gift_gets_no_receipt_from_the_town():
	receiver = ensure_stakeholder("Nachbarschaftsverein Nordertor (erfunden)", "Nonprofit")
	gift = received(60, receiver_type="Third Party", receiver=receiver.name)
	refused(lambda: api.make_receipt(gift.name), contribution.BROKERED)


def test_what_is_incomplete_is_not_issued_and_takes_no_number():
	gift = received(80, furthered_purpose=None)
	refused(lambda: issued_receipt(gift), rules.NEEDS_PURPOSE)
	refused(lambda: issued_receipt(gift, purpose=PURPOSE, giver_address=""), rules.NEEDS_ADDRESS)
	refused(lambda: issued_receipt(gift, purpose=PURPOSE, issued_on=add_days(today(), 1)), rules.ISSUED_IN_FUTURE)
	refused(lambda: issued_receipt(gift, purpose=PURPOSE, issued_on=add_days(today(), -1)), rules.ISSUED_TOO_EARLY)
	ensure_municipality().update({"receipt_issuer": ""}).save()
	refused(lambda: issued_receipt(gift, purpose=PURPOSE), rules.NEEDS_ISSUER)
	ensure_issuer()
	assert issued_receipt(gift, purpose=PURPOSE).receipt_number.endswith("-0001")


def test_the_form_number_and_pdf_are_not_the_clients():
	receipt = draft_receipt(
		received(80),
		receipt_number="2017-0099",
		amount=5000,
		receipt_kind="Collective",
		pdf_hash="x",
		form_content='{"heading": "Falsch"}',
		printed_on="2017-01-01 00:00:00",
	)
	assert (receipt.amount, receipt.receipt_kind, receipt.receipt_number or None) == (80, "Money Donation", None)
	assert not receipt.pdf_hash and not receipt.form_content and not receipt.printed_on


def test_an_issued_receipt_cannot_be_changed_or_deleted():
	receipt = issued_receipt(received(80))
	for change in ({"purpose": "anders"}, {"giver_name": "anders"}, {"gifts": []}, {"issued_on": "2017-01-01"}):
		refused(lambda change=change: stored(receipt).update(change).save(), "")
	for user in (TAKES_OFFERS, "Administrator"):
		with as_user(user), pytest.raises((frappe.ValidationError, frappe.PermissionError)):
			frappe.delete_doc("Donation Receipt", receipt.name)
	refused(lambda: stored(receipt).cancel(), USE_THE_BUTTON)


# ---------------------------------------------------------------- once, and what replaces it


def test_the_second_print_is_a_duplicate_and_nobody_gets_the_original_another_way():
	receipt = issued_receipt(received(80))
	assert "Doppel" in pages(printed(receipt, DECIDES))[0], "who only reads gets no original"
	assert "Doppel" not in pages(printed(receipt))[0]
	for user in (TAKES_OFFERS, DECIDES):
		assert "Doppel" in pages(printed(receipt, user))[0]
	assert (stored(receipt).printed_by, stored(receipt).duplicates) == (TAKES_OFFERS, 1)
	# Outside of tests Frappe commits its note on the printing.
	frappe.flags.in_test = True
	try:
		with as_user(TAKES_OFFERS):
			assert "Doppel" in frappe.get_print("Donation Receipt", receipt.name, print_format="Donation Receipt")
	finally:
		frappe.flags.in_test = False
	with as_user(TAKES_OFFERS):
		assert not frappe.get_doc("File", stored(receipt).original_file).has_permission("read")


def test_a_duplicate_says_what_the_original_said():
	receipt = issued_receipt(received(80))
	original = pages(printed(receipt))[0]
	ensure_municipality().update({"receipt_issuer": "Eine andere Stelle"}).save()
	frappe.get_doc("Stakeholder", receipt.giver).update({"stakeholder_name": "Backstube Neu (erfunden)"}).save()
	assert pages(printed(receipt))[0].replace("Doppel ", "") == original


def test_a_pdf_that_was_changed_is_not_handed_out():
	receipt = issued_receipt(received(80))
	path = frappe.get_doc("File", receipt.original_file).get_full_path()
	with open(path, "ab") as file:
		file.write(b"%")
	refused(lambda: api.print_receipt(receipt.name), "Tell your administrator")


def test_a_gift_is_confirmed_once():
	gift = received(80)
	second = draft_receipt(gift)
	issued_receipt(gift)
	refused(lambda: stored(second).submit(), rules.HAS_RECEIPT)
	refused(lambda: issued_receipt(gift), rules.HAS_RECEIPT)


def test_a_cancelled_receipt_stays_and_blocks_until_its_original_is_settled():
	gift = received(80)
	wrong = issued_receipt(gift)
	printed(wrong)
	with as_user(TAKES_OFFERS):
		api.cancel_receipt(wrong.name, "Falsche Anschrift")
	wrong = stored(wrong)
	assert (wrong.docstatus, wrong.cancelled_by, wrong.receipt_number) == (2, TAKES_OFFERS, f"{getdate().year}-0001")
	assert "Storniert" in pages(printed(wrong))[0]
	refused(lambda: frappe.delete_doc("Donation Receipt", wrong.name), STAYS)
	refused(lambda: api.make_receipt(gift.name), rules.CANCELLED_RECEIPT)
	refused(lambda: issued_receipt(gift), rules.CANCELLED_RECEIPT)
	refused(lambda: api.settle_original(wrong.name, add_days(today(), 1), "Kam zurück"), "The day lies in the future")
	with as_user(TAKES_OFFERS):
		api.settle_original(wrong.name, today(), "Kam mit der Post zurück")
	refused(lambda: api.settle_original(wrong.name, today(), "noch einmal"), "It is recorded already")
	right = issued_receipt(gift)
	assert (right.replaces, right.receipt_number) == (wrong.name, f"{getdate().year}-0002")
	assert stored(gift).donation_receipt == right.name
	with as_user(TAKES_OFFERS):
		api.cancel_receipt(right.name, "Doch nicht")


@pytest.mark.parametrize("bad", ["", "  ", "<script>alert(1)</script>", "=HYPERLINK(1)"])
def test_reasons_are_given_in_plain_words(bad: str):
	receipt = issued_receipt(received(80))
	refused(lambda: api.cancel_receipt(receipt.name, bad), "")
	with as_user(TAKES_OFFERS):
		api.cancel_receipt(receipt.name, "Falsch")
	for values in ((today(), bad), ("gestern", "Kam zurück"), ("", "Kam zurück")):
		refused(lambda values=values: api.settle_original(receipt.name, *values), "")
	assert not stored(receipt).settled_on


def test_only_a_manager_makes_issues_and_cancels():
	gift = received(80)
	receipt = draft_receipt(gift)
	ensure_user("pruefung@nienburg.example", "Cooperation Auditor", municipalities=(NIENBURG,))
	for user in (DECIDES, "pruefung@nienburg.example"):
		with as_user(user):
			for step in (
				lambda: api.make_receipt(gift.name),
				lambda: stored(receipt).submit(),
				lambda: api.cancel_receipt(receipt.name, "Falsch"),
				lambda: api.settle_original(receipt.name, today(), "Kam zurück"),
			):
				with pytest.raises(frappe.PermissionError):
					step()


# ---------------------------------------------------------------- numbers, two at once


def test_each_town_and_each_year_counts_for_itself_and_numbers_follow_the_days():
	first, second = (issued_receipt(received(number, offered_on=f"2016-04-0{number}")) for number in (1, 2))
	assert [doc.receipt_number for doc in (first, second)] == [f"{getdate().year}-000{number}" for number in (1, 2)]
	frappe.db.set_value("Donation Receipt", second.name, "issued_on", add_days(today(), 1))
	refused(lambda: issued_receipt(received(3)), rules.ISSUED_BEFORE_LAST)


@pytest.fixture
def committed_desk() -> Iterator[None]:
	"""People and town that other connections see."""
	ensure_gift_desk()
	ensure_issuer()
	frappe.db.commit()
	yield
	frappe.db.rollback()


@pytest.mark.commits
@pytest.mark.usefixtures("committed_desk")
def test_two_receipts_at_the_same_second_get_two_numbers_and_a_refused_one_leaves_no_gap(in_parallel: Callable):
	other = ensure_stakeholder("Wohnungsbau Weserufer (erfunden)", "Housing Company")
	gifts = [received(10), received(20, giver=other.name)]
	drafts = [draft_receipt(gift) for gift in gifts]
	too_long = draft_receipt(received(5, offered_on="2016-06-01"), purpose="der Erziehung, " * 300)
	frappe.db.commit()

	def issue(draft: Document) -> str:
		frappe.set_user(TAKES_OFFERS)
		return frappe.get_doc("Donation Receipt", draft.name).submit().receipt_number

	outcomes = in_parallel(*(lambda draft=draft: issue(draft) for draft in (*drafts, too_long)))
	assert [bool(outcome.error) for outcome in outcomes] == [False, False, True]
	assert sorted(outcome.value for outcome in outcomes[:2]) == [f"{getdate().year}-000{n}" for n in (1, 2)]


@pytest.mark.commits
@pytest.mark.usefixtures("committed_desk")
def test_two_receipts_for_one_gift_at_the_same_second_make_one(in_parallel: Callable):
	gift = received(10)
	drafts = [draft_receipt(gift), draft_receipt(gift)]
	frappe.db.commit()
	holds, waits = threading.Event(), threading.Event()

	def first() -> None:
		frappe.set_user(TAKES_OFFERS)
		frappe.get_doc("Donation Receipt", drafts[0].name).submit()
		holds.set()
		waits.wait(2)

	def second() -> None:
		frappe.set_user(TAKES_OFFERS)
		draft = frappe.get_doc("Donation Receipt", drafts[1].name)
		assert holds.wait(60)
		draft.submit()

	outcomes = in_parallel(first, second)
	frappe.db.rollback()
	assert outcomes[0].error is None and isinstance(outcomes[1].error, frappe.ValidationError)
	assert frappe.db.count("Donation Receipt", {"docstatus": 1}) == 1


@pytest.mark.commits
@pytest.mark.usefixtures("committed_desk")
def test_two_prints_at_the_same_second_give_one_original(in_parallel: Callable):
	receipt = issued_receipt(received(10))
	frappe.db.commit()

	def give_out() -> bool:
		frappe.set_user(TAKES_OFFERS)
		api.print_receipt(receipt.name)
		return "Doppel" in pages(frappe.local.response.filecontent)[0]

	outcomes = in_parallel(give_out, give_out)
	assert sorted(bool(outcome.value) for outcome in outcomes) == [False, True]
	assert not any(outcome.error for outcome in outcomes)
