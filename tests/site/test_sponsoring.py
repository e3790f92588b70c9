"""Sponsorships and donations: the bakery's gifts from the offer to receipt and invoice, on a real site (F23 to F26)."""

import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from factories import (
	BAKERY,
	CONFLICT_QUESTIONS,
	DECIDES,
	NIENBURG,
	TAKES_OFFERS,
	accept_gift,
	as_user,
	decided_paper,
	ensure_gift_desk,
	ensure_municipality,
	ensure_stakeholder,
	ensure_user,
	make,
	make_cooperation_project,
	make_customer,
	make_gift,
	put_up_for_decision,
	take_steps,
)
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, flt, getdate, today

from upj_kooperation.api import sponsoring as api
from upj_kooperation.demo.setup import ensure_fiscal_years
from upj_kooperation.domain import acceptance, conflict, contribution
from upj_kooperation.sponsoring import deciding
from upj_kooperation.sponsoring.report.gifts_of_a_budget_year import gifts_of_a_budget_year

INVOICE_STANDS = "The invoice {0} was made for this. Delete or cancel it first, then withdraw."
TIE_IS_OURS = "The field {0} is filled by the button Make Sales Invoice of the sponsorship. Leave it empty."
ERPNEXT_REFUSED = "ERPNext refused the invoice: {0} The sponsorship stays as it was. Correct this and try again."
USE_THE_BUTTON = "Use the button Record Receipt, which asks for the day and the amount."
FOREIGN = "{0}: {1} belongs to another municipality. Choose one of the same municipality."
OFFER_IN_FUTURE = "The day of the offer lies in the future. Enter the day on which it was made."
ONLY_OFFERS_GO = "Only an offer in the state {0} can be deleted. Withdraw or decline this one instead."
LAND_RULE = "Niedersachsen (Voreinstellung)"
SPONSORING = {
	"return_expected": "Yes",
	"giver_aim": "Own Public Relations",
	"sponsorship_title": "Sponsoring Stadtteilfest",
}
BANNER = {"description": "Logo auf dem Banner, hervorgehoben", "emphasised": 1, "value": 500}
MENTION = {"description": "Name ohne Hervorhebung im Programmheft", "emphasised": 0, "value": 100}


@pytest.fixture(autouse=True)
def gift_desk(request: pytest.FixtureRequest) -> None:
	"""The people and the town; tests that commit make them themselves."""
	if not request.node.get_closest_marker("commits"):
		ensure_gift_desk()


def delegate(**values: Any) -> None:
	"""Let the council of the Land's rule pass the middle tier on."""
	frappe.get_doc("Acceptance Rule", LAND_RULE).update({"delegation_in_force": 1, **values}).save()


def refused(step: Callable[[], Any], *parts: str, exc: type[Exception] = frappe.ValidationError) -> str:
	"""Run a step that must be refused. parts: texts or English templates that its message holds in any language."""
	with pytest.raises(exc) as refusal:
		step()
	message = str(refusal.value)
	for part in parts:
		assert says(message, part), message
	return message


def says(message: str, template: str) -> bool:
	"""Say whether a message is made from an English template, in whatever language it is shown."""
	return bool(re.search(re.sub(r"\\\{\d\\\}", ".*", re.escape(_(template))), message))


def bakery_as(party_type: str, party: Document) -> Document:
	"""Return the bakery as a stakeholder with this business partner."""
	return ensure_stakeholder(BAKERY).update({"party_type": party_type, "party": party.name}).save()


def stored(doc: Document) -> Document:
	"""Return the record as the database has it."""
	return frappe.get_doc(doc.doctype, doc.name)


# ---------------------------------------------------------------- the story of the bakery


def test_the_mayor_accepts_a_small_gift_and_it_is_ready_for_a_receipt():
	gift = put_up_for_decision(make_gift(80))
	assert (gift.kind, gift.deciding_organ, gift.giver_sum, gift.budget_year) == ("Money Donation", "Mayor", 80, 2016)
	assert gift.acceptance_rule == LAND_RULE
	assert "§ 111" in gift.organ_reason and "80" in gift.organ_reason
	assert (gift.taken_by, gift.conflict_checked_by) == (TAKES_OFFERS, TAKES_OFFERS)

	gift = accept_gift(gift)
	assert (gift.workflow_state, gift.docstatus, gift.decision, gift.decided_by) == ("Accepted", 1, "Accepted", DECIDES)
	assert not gift.receipt_possible

	with as_user(TAKES_OFFERS):
		answer = api.record_receipt(gift.name, today(), 80)
	assert answer["state"] == "Received" and answer["receipt_possible"]
	assert stored(gift).received_amount == 80


@pytest.mark.parametrize(("delegated", "organ"), [(True, "Main Committee"), (False, "Council")])
def test_the_gift_that_passes_the_limit_in_the_year_goes_to_the_higher_organ(delegated, organ):
	if delegated:
		delegate()
	accept_gift(put_up_for_decision(make_gift(80, "2016-02-01")))
	second = put_up_for_decision(make_gift(60, "2016-05-10"))
	assert (second.deciding_organ, second.giver_sum) == (organ, 140)
	refused(lambda: accept_gift(second), acceptance.PAPER_MISSING)
	assert stored(second).workflow_state == "To Be Accepted"

	second = stored(second)
	with as_user(DECIDES):
		second.update({"council_paper": decided_paper_as_administrator()}).save()
	second = accept_gift(second)
	assert (second.workflow_state, second.deciding_organ, second.giver_sum) == ("Accepted", organ, 140)


def decided_paper_as_administrator(**values: Any) -> str:
	with as_user("Administrator"):
		return decided_paper(**values).name


def test_a_new_budget_year_begins_a_new_sum():
	ensure_municipality().update({"budget_year_start": 7}).save()
	accept_gift(put_up_for_decision(make_gift(80, "2016-06-30")))
	july = put_up_for_decision(make_gift(60, "2016-07-01"))
	assert (july.budget_year, july.giver_sum, july.deciding_organ) == (2016, 60, "Mayor")
	june = put_up_for_decision(make_gift(60, "2016-06-29"))
	assert (june.budget_year, june.giver_sum, june.deciding_organ) == (2015, 140, "Council")


@pytest.mark.parametrize("end", ["Withdraw", "Decline"])
def test_withdrawn_and_declined_gifts_do_not_count(end):
	with as_user(TAKES_OFFERS):
		take_steps(make_gift(80, "2016-02-01"), end)
	assert put_up_for_decision(make_gift(60)).giver_sum == 60


def test_raising_an_earlier_gift_decides_the_open_ones_anew_and_never_the_decided():
	earlier = make_gift(10, "2016-02-01")
	decided = accept_gift(put_up_for_decision(make_gift(20, "2016-03-01")))
	waiting = put_up_for_decision(make_gift(30, "2016-04-01"))
	assert (waiting.deciding_organ, waiting.giver_sum) == ("Mayor", 60)
	with as_user(TAKES_OFFERS):
		stored(earlier).update({"amount": 90}).save()
	waiting = stored(waiting)
	assert (waiting.deciding_organ, waiting.giver_sum) == ("Council", 140)
	assert (stored(decided).deciding_organ, stored(decided).giver_sum) == ("Mayor", 30)
	with as_user(TAKES_OFFERS):
		take_steps(stored(earlier), "Withdraw")
	assert (stored(waiting).deciding_organ, stored(waiting).giver_sum) == ("Mayor", 50)


def test_an_offer_entered_later_for_an_earlier_day_counts_for_the_open_gift():
	waiting = put_up_for_decision(make_gift(60, "2016-05-10"))
	assert waiting.deciding_organ == "Mayor"
	late = make_gift(60, "2016-05-03")
	assert stored(waiting).deciding_organ == "Council"
	frappe.delete_doc("Sponsorship", late.name)
	assert stored(waiting).deciding_organ == "Mayor"


def test_what_the_approver_saw_is_what_is_decided():
	"""A rule that changed meanwhile is found at the acceptance: nothing is decided on an old organ."""
	gift = put_up_for_decision(make_gift(90))
	rule = frappe.get_doc("Acceptance Rule", LAND_RULE)
	rule.tiers[0].up_to = 50
	rule.save()
	refused(lambda: accept_gift(gift), acceptance.ORGAN_CHANGED)
	assert stored(gift).workflow_state == "To Be Accepted"
	with as_user(TAKES_OFFERS):
		again = take_steps(stored(gift), "Return", "Put up for Decision")
	assert again.deciding_organ == "Council"


def test_sponsoring_with_a_logo_becomes_one_invoice_draft_with_vat():
	giver = bakery_as("Customer", make_customer(BAKERY))
	project = make_cooperation_project()
	gift = make_gift(
		600, giver=giver.name, counter_performances=[BANNER, MENTION], cooperation_project=project.name, **SPONSORING
	)
	assert gift.kind == "Sponsoring"
	assert [row.vat_outcome for row in gift.counter_performances] == ["Taxable", "No Exchange of Services"]
	with as_user(TAKES_OFFERS):
		refused(lambda: api.make_sales_invoice(gift.name), contribution.NOT_UNTIL_ACCEPTED)
	gift = accept_gift(put_up_for_decision(gift))
	assert gift.deciding_organ == "Mayor"
	with as_user(TAKES_OFFERS):
		name = api.make_sales_invoice(gift.name)
		assert api.make_sales_invoice(gift.name) == name
	invoice = frappe.get_doc("Sales Invoice", name)
	assert (invoice.docstatus, invoice.customer, invoice.upj_sponsorship) == (0, BAKERY, gift.name)
	assert [flt(item.amount) for item in invoice.items] == [500, 100]
	assert (flt(invoice.net_total), flt(invoice.total_taxes_and_charges, 2)) == (600, 95)
	assert frappe.db.count("Sales Invoice", {"upj_sponsorship": gift.name}) == 1
	assert stored(gift).sales_invoice == name
	ensure_fiscal_years(getdate().year, getdate().year)
	invoice.submit()
	assert flt(invoice.outstanding_amount) == 695


def test_a_plain_mention_is_invoiced_without_vat():
	giver = bakery_as("Customer", make_customer(BAKERY))
	gift = accept_gift(
		put_up_for_decision(make_gift(100, giver=giver.name, counter_performances=[MENTION], **SPONSORING))
	)
	with as_user(TAKES_OFFERS):
		invoice = frappe.get_doc("Sales Invoice", api.make_sales_invoice(gift.name))
	assert flt(invoice.total_taxes_and_charges) == 0 and flt(invoice.grand_total) == 100


def test_a_cancelled_invoice_lets_go_and_an_amended_one_takes_over():
	giver = bakery_as("Customer", make_customer(BAKERY))
	gift = accept_gift(
		put_up_for_decision(make_gift(500, giver=giver.name, counter_performances=[BANNER], **SPONSORING))
	)
	with as_user(TAKES_OFFERS):
		first = api.make_sales_invoice(gift.name)
		refused(lambda: take_steps(stored(gift), "Withdraw"), INVOICE_STANDS, first)
	invoice = frappe.get_doc("Sales Invoice", first)
	ensure_fiscal_years(getdate().year, getdate().year)
	invoice.submit()
	invoice.cancel()
	assert not stored(gift).sales_invoice
	amended = frappe.copy_doc(invoice)
	amended.amended_from = invoice.name
	amended.insert()
	assert (stored(gift).sales_invoice, amended.upj_sponsorship) == (amended.name, gift.name)
	with as_user(TAKES_OFFERS):
		assert api.make_sales_invoice(gift.name) == amended.name
	frappe.delete_doc("Sales Invoice", amended.name)
	assert not stored(gift).sales_invoice


def test_nobody_ties_an_invoice_to_a_sponsorship_by_hand():
	giver = bakery_as("Customer", make_customer(BAKERY))
	gift = accept_gift(
		put_up_for_decision(make_gift(500, giver=giver.name, counter_performances=[BANNER], **SPONSORING))
	)
	with as_user(TAKES_OFFERS):
		invoice = frappe.copy_doc(frappe.get_doc("Sales Invoice", api.make_sales_invoice(gift.name)))
	invoice.upj_sponsorship = gift.name
	refused(invoice.insert, TIE_IS_OURS)
	invoice.upj_sponsorship = None
	invoice.insert()


def test_erpnext_refusing_the_invoice_leaves_the_sponsorship_where_it_was():
	giver = bakery_as("Customer", make_customer(BAKERY))
	gift = accept_gift(
		put_up_for_decision(make_gift(500, giver=giver.name, counter_performances=[BANNER], **SPONSORING))
	)
	company = frappe.db.get_value("Municipality", NIENBURG, "company")
	make(
		"Accounting Period",
		period_name="Geschlossen",
		company=company,
		start_date=add_days(today(), -1),
		end_date=add_days(today(), 1),
		closed_documents=[{"document_type": "Sales Invoice", "closed": 1}],
	)
	with as_user(TAKES_OFFERS):
		refused(lambda: api.make_sales_invoice(gift.name), ERPNEXT_REFUSED)
	assert stored(gift).workflow_state == "Accepted" and not stored(gift).sales_invoice
	assert not frappe.db.count("Sales Invoice", {"upj_sponsorship": gift.name})


def test_without_a_customer_the_message_names_the_button():
	gift = accept_gift(put_up_for_decision(make_gift(500, counter_performances=[BANNER], **SPONSORING)))
	with as_user(TAKES_OFFERS):
		refused(lambda: api.make_sales_invoice(gift.name), BAKERY)


def test_a_donation_gets_no_invoice():
	gift = accept_gift(put_up_for_decision(make_gift(80)))
	with as_user(TAKES_OFFERS):
		refused(lambda: api.make_sales_invoice(gift.name), contribution.NO_INVOICE_FOR_GIFT)


def test_a_volunteer_day_says_why_there_is_no_receipt():
	gift = make_gift(0, contribution_form="Working Time", hours=36, sponsorship_title="Freiwilligentag am Spielplatz")
	assert (gift.kind, gift.receipt_possible) == ("Corporate Volunteering", 0)
	assert "§ 10b" in gift.receipt_reason
	preview = api.preview_kind("Working Time", "No", "Support the Purpose", "No", "No")
	assert (preview["kind"], preview["receipt_possible"], preview["needs_hours"]) == (gift.kind, False, True)
	assert "§ 10b" in preview["receipt_reason"]
	gift = accept_gift(put_up_for_decision(gift))
	with as_user(TAKES_OFFERS):
		answer = api.record_receipt(gift.name, today(), 0)
	assert not answer["receipt_possible"] and "§ 10b" in answer["receipt_reason"]


def test_an_in_kind_donation_is_valued_item_by_item():
	objects = [
		{"description": "Backform", "quantity": 3, "unit_value": 0.1, "origin": "Private"},
		{"description": "Teigschaber", "quantity": 1, "unit_value": 9.7, "origin": "Business"},
	]
	gift = make_gift(10.01, contribution_form="Goods", items=objects)
	with as_user(TAKES_OFFERS):
		refused(lambda: take_steps(gift, "Decide Kind"), contribution.ITEMS_ADD_UP)
		assert take_steps(stored(gift).update({"amount": 10}).save(), "Decide Kind").kind == "In-kind Donation"


def test_a_gift_to_a_third_party_is_decided_and_summed_but_gets_no_receipt_from_the_town():
	receiver = ensure_stakeholder("Nachbarschaftsverein Nordertor (erfunden)", "Nonprofit")
	accept_gift(put_up_for_decision(make_gift(80, "2016-02-01")))
	gift = put_up_for_decision(make_gift(60, receiver_type="Third Party", receiver=receiver.name))
	assert (gift.deciding_organ, gift.giver_sum) == ("Council", 140)
	with as_user(DECIDES):
		gift.update({"council_paper": decided_paper_as_administrator()}).save()
	gift = accept_gift(gift)
	with as_user(TAKES_OFFERS):
		assert not api.record_receipt(gift.name, today(), 60)["receipt_possible"]


# ---------------------------------------------------------------- kind


@pytest.mark.parametrize(
	"answers",
	[
		{"contribution_form": "Waived Claim", "return_expected": "Yes"},
		{"giver_aim": "Only Advertising"},
		{"giver_aim": "Own Public Relations"},
		{"return_expected": "Yes"},
		{"professional_service": "Yes"},
	],
)
def test_contradictory_answers_are_refused(answers):
	refused(lambda: make_gift(80, **answers))
	values = {"contribution_form": "Money", "return_expected": "No", "giver_aim": "Support the Purpose", **answers}
	assert api.preview_kind(**values)["problem"]


def test_a_changed_answer_decides_the_kind_anew():
	gift = make_gift(500)
	with as_user(TAKES_OFFERS):
		gift.update({**SPONSORING, "counter_performances": []})
		gift.append("counter_performances", BANNER)
		gift.save()
	assert gift.kind == "Sponsoring"
	assert any("Sponsoring" in message["message"] for message in frappe.get_message_log())


def test_kind_and_reason_are_not_the_clients():
	gift = make_gift(80, kind="Sponsoring", kind_reason="von Hand", receipt_possible=1, deciding_organ="Mayor")
	assert (gift.kind, gift.receipt_possible, gift.deciding_organ or None) == ("Money Donation", 0, None)
	assert gift.kind_reason != "von Hand"


# ---------------------------------------------------------------- conflicts of interest


def test_all_five_questions_must_be_answered_before_the_decision():
	with as_user(TAKES_OFFERS):
		gift = take_steps(make_gift(80), "Decide Kind")
		assert [row.question for row in gift.conflict_answers] == list(CONFLICT_QUESTIONS)
		gift = take_steps(gift, "Check Conflicts")
		refused(lambda: take_steps(gift, "Put up for Decision"), conflict.UNANSWERED)
	assert stored(gift).workflow_state == "Conflict Check"


def test_a_yes_lifts_the_organ_and_the_reason_says_so():
	gift = put_up_for_decision(make_gift(80), Other_Tie="Yes")
	assert (gift.conflict_found, gift.deciding_organ) == (1, "Council")


def test_a_yes_without_a_reason_is_refused():
	with as_user(TAKES_OFFERS):
		gift = take_steps(make_gift(80), "Decide Kind")
		for row in gift.conflict_answers:
			row.answer, row.explanation = "Yes", "bekannt"
		gift.save()
		gift = take_steps(gift, "Check Conflicts")
		refused(lambda: take_steps(gift, "Put up for Decision"), conflict.YES_NEEDS_REASON)


def test_a_supplier_of_erpnext_is_found_and_cannot_be_denied():
	group = frappe.get_all("Supplier Group", filters={"is_group": 0}, pluck="name", order_by="name asc", limit=1)[0]
	giver = bakery_as("Supplier", make("Supplier", supplier_name=BAKERY, supplier_group=group))
	with as_user(TAKES_OFFERS):
		gift = take_steps(make_gift(80, giver=giver.name), "Decide Kind")
		answers = {row.question: row.answer for row in gift.conflict_answers}
		assert answers["Supplier of the Municipality"] == "Yes" and gift.conflict_found
		for row in gift.conflict_answers:
			row.answer = "No"
		gift.save()
		gift = take_steps(gift, "Check Conflicts")
		refused(lambda: take_steps(gift, "Put up for Decision"), conflict.SUPPLIER_IS_KNOWN)


# ---------------------------------------------------------------- immutability


@pytest.mark.parametrize("state", ["Offered", "Kind Decided", "Conflict Check", "To Be Accepted"])
def test_nothing_is_accepted_past_the_procedure(state):
	gift = make_gift(80)
	if state == "To Be Accepted":
		gift = put_up_for_decision(gift)
	else:
		steps = {"Offered": (), "Kind Decided": ("Decide Kind",), "Conflict Check": ("Decide Kind", "Check Conflicts")}
		with as_user(TAKES_OFFERS):
			gift = take_steps(gift, *steps[state])
	for user in (TAKES_OFFERS, DECIDES, "Administrator"):
		with as_user(user):
			for values in ({"docstatus": 1}, {"workflow_state": "Accepted"}, {"decision": "Accepted", "docstatus": 1}):
				with pytest.raises((frappe.ValidationError, frappe.PermissionError)):
					stored(gift).update(values).save()
			if state != "To Be Accepted" or user == TAKES_OFFERS:
				with pytest.raises((frappe.ValidationError, frappe.PermissionError)):
					stored(gift).update({"workflow_state": "Accepted", "docstatus": 1}).save()
				with pytest.raises((frappe.ValidationError, frappe.PermissionError)):
					take_steps(stored(gift), "Accept")
	assert (stored(gift).workflow_state, stored(gift).docstatus) == (state, 0)


@pytest.mark.parametrize("values", [{"workflow_state": "Accepted", "docstatus": 1}, {"workflow_state": "Received"}])
def test_nothing_is_imported_as_accepted(values):
	for in_import in (True, False):
		frappe.flags.in_import = in_import
		with pytest.raises(frappe.ValidationError):
			make_gift(80, decision="Accepted", decided_by=DECIDES, **values)
	frappe.flags.in_import = False


@pytest.mark.parametrize(
	"change",
	[
		{"amount": 79},
		{"giver_aim": "Own Public Relations"},
		{"offered_on": "2015-05-10"},
		{"purpose": "etwas anderes"},
		{"conflict_reason": "doch"},
		{"conflict_answers": []},
		{"counter_performances": [{"description": "Logo", "value": 1}]},
	],
)
def test_an_offer_is_frozen_while_it_is_up_for_decision(change):
	gift = put_up_for_decision(make_gift(80))
	for user in (TAKES_OFFERS, DECIDES, "Administrator"):
		with as_user(user), pytest.raises((frappe.ValidationError, frappe.PermissionError)):
			stored(gift).update(change).save()
	assert stored(gift).amount == 80


@pytest.mark.parametrize("end", ["Accept", "Decline"])
def test_what_was_decided_cannot_be_changed(end):
	gift = put_up_for_decision(make_gift(80))
	with as_user(DECIDES):
		gift = take_steps(gift, end)
	before = stored(gift).as_dict()
	changes = (
		{"amount": 79},
		{"purpose": "etwas anderes"},
		{"decision_reason": "später"},
		{"offered_on": "2015-05-10"},
		{"council_paper": decided_paper_as_administrator()},
		{"conflict_answers": []},
		{"docstatus": 0},
		{"docstatus": 2},
		{"workflow_state": "To Be Accepted"},
		{"workflow_state": "Offered", "docstatus": 0},
	)
	for user in (TAKES_OFFERS, DECIDES, "Administrator"):
		with as_user(user):
			for change in changes:
				with pytest.raises((frappe.ValidationError, frappe.PermissionError)):
					stored(gift).update(change).save()
			stored(gift).update({"decided_by": TAKES_OFFERS, "deciding_organ": "Council", "kind": "Sponsoring"}).save()
			with pytest.raises((frappe.ValidationError, frappe.PermissionError)):
				frappe.delete_doc("Sponsorship", gift.name)
	after = stored(gift).as_dict()
	for field in ("amount", "purpose", "decided_by", "deciding_organ", "kind", "decision", "docstatus", "giver_sum"):
		assert after[field] == before[field]


def test_a_renamed_giver_does_not_block_or_change_a_decided_gift():
	gift = accept_gift(put_up_for_decision(make_gift(80)))
	frappe.get_doc("Stakeholder", gift.giver).update({"stakeholder_name": "Backstube Neu (erfunden)"}).save()
	with as_user(TAKES_OFFERS):
		api.record_receipt(gift.name, today(), 80)
	assert stored(gift).giver_name == BAKERY


def test_a_delivery_is_noted_after_the_acceptance():
	gift = accept_gift(put_up_for_decision(make_gift(500, counter_performances=[BANNER], **SPONSORING)))
	with as_user(TAKES_OFFERS):
		gift.counter_performances[0].delivered_on = today()
		gift.save()
		gift.counter_performances[0].value = 1
		refused(gift.save)
	assert stored(gift).counter_performances[0].value == 500


def test_only_an_untouched_offer_is_deleted():
	gift = put_up_for_decision(make_gift(80))
	refused(lambda: frappe.delete_doc("Sponsorship", gift.name), ONLY_OFFERS_GO)
	frappe.delete_doc("Sponsorship", make_gift(5, "2016-12-01").name)


# ---------------------------------------------------------------- papers, rules, receipts


def test_a_body_needs_a_decided_paper_of_this_municipality():
	gift = put_up_for_decision(make_gift(150))
	ensure_municipality("03241001", "Hannover")
	draft = make(
		"Council Paper", subject="Entwurf", municipality=NIENBURG, paper_date="2016-05-20", paper_type="Decision Paper"
	)
	foreign = decided_paper(municipality="03241001")
	early = decided_paper(meeting_date="2016-05-09", paper_date="2016-05-01", subject="Zu früh")
	rejected = decided_paper(outcome="Rejected", subject="Abgelehnt")
	for paper in (draft.name, foreign.name, early.name, rejected.name):
		frappe.db.savepoint("paper")
		with pytest.raises((frappe.ValidationError, frappe.PermissionError)), as_user(DECIDES):
			take_steps(stored(gift).update({"council_paper": paper}).save(), "Accept")
		frappe.db.rollback(save_point="paper")
	assert stored(gift).workflow_state == "To Be Accepted"


def test_without_a_rule_the_message_says_what_to_enter():
	ensure_municipality("05315000", "Köln")
	ensure_user(TAKES_OFFERS, "Cooperation Manager", municipalities=("05315000",))
	giver = ensure_stakeholder("Kölner Betrieb (erfunden)", municipality="05315000")
	gift = make_gift(80, giver=giver.name, municipality="05315000")
	refused(lambda: put_up_for_decision(gift), acceptance.NO_RULE)
	with as_user(TAKES_OFFERS):
		refused(lambda: api.preview_organ(gift.name), "Hauptsatzung", "Köln")


def test_the_towns_own_rule_goes_before_the_lands():
	own = make(
		"Acceptance Rule",
		rule_name="Hauptsatzung Nienburg (erfunden)",
		land="Niedersachsen",
		municipality=NIENBURG,
		valid_from="2016-05-01",
		valid_to="2016-12-31",
		legal_basis="Hauptsatzung (erfunden)",
		tiers=[{"up_to": 500, "organ": "Mayor"}, {"organ": "Council"}],
	)
	assert put_up_for_decision(make_gift(300, "2016-05-01")).acceptance_rule == own.name
	april = make_gift(10, "2016-04-30")
	assert put_up_for_decision(april).acceptance_rule == LAND_RULE


def test_two_rules_for_one_day_are_refused():
	values = {
		"land": "Niedersachsen",
		"legal_basis": "zum zweiten Mal",
		"tiers": [{"organ": "Council"}],
	}
	refused(
		lambda: make("Acceptance Rule", rule_name="Doppelt", valid_from="2016-06-01", **values),
		acceptance.RULE_OVERLAPS,
	)
	make("Acceptance Rule", rule_name="Vorher", valid_from="2010-01-01", valid_to="2015-12-31", **values)
	make("Acceptance Rule", rule_name="Ausgeschaltet", valid_from="2016-06-01", enabled=0, **values)


def test_a_rule_that_decisions_rest_on_stays_as_it_was():
	accept_gift(put_up_for_decision(make_gift(80)))
	rule = frappe.get_doc("Acceptance Rule", LAND_RULE)
	rule.tiers[0].up_to = 500
	refused(rule.save, acceptance.RULE_IN_USE)
	rule.reload()
	rule.update({"valid_to": "2016-12-31", "checked_by": "Rechtsamt", "checked_on": today()}).save()
	refused(lambda: frappe.delete_doc("Acceptance Rule", LAND_RULE), acceptance.RULE_IN_USE)


def test_every_preset_is_sound_and_waits_for_the_towns_check():
	names = frappe.get_all("Acceptance Rule", pluck="name", order_by="name asc")
	assert len(names) == 8
	for name in names:
		rule = frappe.get_doc("Acceptance Rule", name)
		assert rule.legal_basis and rule.valid_from and "zu bestätigen" in rule.notes
		assert not rule.checked_by and not rule.checked_on and not rule.delegation_in_force
		rule.save()


@pytest.mark.parametrize(
	("received_on", "amount"),
	[
		("2016-01-01", 80),
		(1, 80),
		(0, 0),
		(0, -1),
		("gestern", 80),
		(0, "viel"),
		(0, "1.234,56"),
		("", 80),
		(0, 0.001),
	],
)
def test_a_wrong_receipt_is_refused(received_on, amount):
	if isinstance(received_on, int):
		received_on = add_days(today(), received_on)
	gift = accept_gift(put_up_for_decision(make_gift(80)))
	with as_user(TAKES_OFFERS):
		refused(lambda: api.record_receipt(gift.name, received_on, amount))
	assert stored(gift).workflow_state == "Accepted" and not stored(gift).received_on


def test_a_receipt_is_recorded_after_the_acceptance_and_once():
	gift = put_up_for_decision(make_gift(80))
	with as_user(TAKES_OFFERS):
		refused(lambda: api.record_receipt(gift.name, today(), 80), contribution.NOT_UNTIL_DECIDED)
	gift = accept_gift(gift)
	with as_user(TAKES_OFFERS):
		refused(lambda: take_steps(gift, "Record Receipt"), USE_THE_BUTTON)
		api.record_receipt(gift.name, today(), 75.5)
		refused(lambda: api.record_receipt(gift.name, today(), 80), contribution.RECORDED_ALREADY)
	assert stored(gift).received_amount == 75.5


def test_only_a_manager_records_what_came_in():
	gift = accept_gift(put_up_for_decision(make_gift(80)))
	with as_user(DECIDES), pytest.raises(frappe.PermissionError):
		api.record_receipt(gift.name, today(), 80)


def test_the_preview_says_who_decides_and_writes_nothing():
	gift = make_gift(80)
	with as_user(TAKES_OFFERS):
		preview = api.preview_organ(gift.name)
	assert (preview["organ"], preview["giver_sum"], preview["budget_year"]) == ("Mayor", 80, 2016)
	assert not stored(gift).deciding_organ


def test_giver_and_receiver_belong_to_the_same_municipality():
	ensure_municipality("03241001", "Hannover")
	other = ensure_stakeholder("Betrieb in Hannover (erfunden)", municipality="03241001")
	with pytest.raises((frappe.ValidationError, frappe.PermissionError)):
		make_gift(80, giver=other.name)
	ensure_user(TAKES_OFFERS, "Cooperation Manager", municipalities=(NIENBURG, "03241001"))
	refused(lambda: make_gift(80, giver=other.name), FOREIGN)


def test_an_offer_does_not_lie_in_the_future():
	refused(lambda: make_gift(80, add_days(today(), 1)), OFFER_IN_FUTURE)


# ---------------------------------------------------------------- report and queries


def test_the_report_lists_the_gifts_of_a_budget_year_inside_the_fence():
	accepted = accept_gift(put_up_for_decision(make_gift(80)))
	put_up_for_decision(make_gift(5))
	with as_user(DECIDES):
		columns, rows = gifts_of_a_budget_year.execute({"municipality": NIENBURG, "budget_year": 2016})[:2]
	assert [row["sponsorship"] for row in rows] == [accepted.name]
	assert rows[0]["giver_name"] == BAKERY and rows[0]["deciding_organ"] == "Mayor"
	assert {"giver_name", "amount", "purpose", "organ_label", "decided_on"} <= {c["fieldname"] for c in columns}
	ensure_municipality("03241001", "Hannover")
	foreign = ensure_user("hannover@amt.example", "Cooperation Approver", municipalities=("03241001",))
	with as_user(foreign):
		assert not gifts_of_a_budget_year.execute({"municipality": NIENBURG, "budget_year": 2016})[1]


def test_the_yearly_sum_costs_the_same_with_many_gifts_and_uses_its_index():
	gift = put_up_for_decision(make_gift(1))
	few = count_queries(lambda: api.preview_organ(gift.name))
	for day in range(1, 20):
		make_gift(0.5, f"2016-03-{day:02}")
	assert count_queries(lambda: api.preview_organ(gift.name)) == few
	keys = {row.Column_name for row in frappe.db.sql("show index from `tabSponsorship`", as_dict=True)}
	assert {"giver", "offered_on", "municipality"} <= keys


def count_queries(call: Callable[[], Any]) -> int:
	"""Return how many SQL statements a call runs."""
	call()
	count, run = 0, frappe.db.sql

	def counting(*arguments: Any, **options: Any) -> Any:
		nonlocal count
		count += 1
		return run(*arguments, **options)

	frappe.db.sql = counting
	try:
		call()
	finally:
		frappe.db.sql = run
	return count


# ---------------------------------------------------------------- two at once


MADE_WITH_COMMITS = (
	"Sales Invoice Item",
	"Sales Invoice",
	"Sponsorship Counter Performance",
	"Sponsorship Conflict Answer",
	"Sponsorship",
	"Stakeholder",
	"Customer",
	"Council Paper",
	"Version",
	"Comment",
	"User Permission",
	"Municipality",
)


@pytest.fixture
def committed_desk() -> Iterator[None]:
	"""People, town and givers that other connections see; everything made is removed afterwards."""
	before = {
		doctype: set(frappe.get_all(doctype, pluck="name", order_by="name asc"))
		for doctype in (*MADE_WITH_COMMITS, "User")
	}
	ensure_gift_desk()
	frappe.db.commit()
	yield
	frappe.set_user("Administrator")
	frappe.db.rollback()
	for user in set(frappe.get_all("User", pluck="name", order_by="name asc")) - before["User"]:
		frappe.delete_doc("User", user, force=True)
	for doctype in MADE_WITH_COMMITS:
		made = set(frappe.get_all(doctype, pluck="name", order_by="name asc")) - before[doctype]
		frappe.db.delete(doctype, {"name": ["in", sorted(made)]})
	frappe.db.set_value("Acceptance Rule", LAND_RULE, "delegation_in_force", 0)
	frappe.db.commit()


@pytest.mark.commits
@pytest.mark.usefixtures("committed_desk")
def test_two_gifts_of_one_giver_do_not_slip_under_the_limit_at_the_same_second(in_parallel):
	"""Both are open; while the committee accepts the later one, the mayor may not accept the earlier one any more."""
	delegate()
	earlier = put_up_for_decision(make_gift(60, "2016-05-03"))
	later = put_up_for_decision(make_gift(60, "2016-05-10"))
	assert (earlier.deciding_organ, later.deciding_organ) == ("Mayor", "Main Committee")
	paper = decided_paper()
	with as_user(DECIDES):
		later.update({"council_paper": paper.name}).save()
	frappe.db.commit()
	holds, waits = threading.Event(), threading.Event()

	def committee() -> None:
		frappe.set_user(DECIDES)
		take_steps(frappe.get_doc("Sponsorship", later.name), "Accept")
		holds.set()
		waits.wait(2)

	def mayor() -> None:
		frappe.set_user(DECIDES)
		gift = frappe.get_doc("Sponsorship", earlier.name)
		assert holds.wait(30)
		take_steps(gift, "Accept")

	first, second = in_parallel(committee, mayor)
	frappe.db.rollback()
	assert first.error is None
	assert isinstance(second.error, frappe.ValidationError)
	assert says(str(second.error), acceptance.ORGAN_CHANGED)
	assert stored(later).workflow_state == "Accepted"
	refused_gift = stored(earlier)
	assert (refused_gift.workflow_state, refused_gift.docstatus) == ("To Be Accepted", 0)
	assert (refused_gift.deciding_organ, refused_gift.giver_sum) == ("Main Committee", 120)


@pytest.mark.commits
@pytest.mark.usefixtures("committed_desk")
def test_two_acceptances_of_one_giver_at_once_never_give_the_mayor_too_much(in_parallel):
	for round_ in range(5):
		year = 2016 + round_
		gifts = [put_up_for_decision(make_gift(60, f"{year}-05-{day:02}")) for day in (10, 3)]
		frappe.db.commit()

		def accept(name: str) -> Callable[[], None]:
			def run() -> None:
				frappe.set_user(DECIDES)
				take_steps(frappe.get_doc("Sponsorship", name), "Accept")

			return run

		outcomes = in_parallel(*(accept(gift.name) for gift in gifts))
		frappe.db.rollback()
		accepted = [stored(gift) for gift in gifts if stored(gift).workflow_state == "Accepted"]
		assert sum(gift.amount for gift in accepted) <= 100
		assert sum(outcome.error is None for outcome in outcomes) == len(accepted) <= 1
		assert all(isinstance(o.error, frappe.ValidationError) for o in outcomes if o.error)


@pytest.mark.commits
@pytest.mark.usefixtures("committed_desk")
def test_a_decision_waits_for_whoever_works_on_gifts_of_the_same_giver(in_parallel):
	gift = put_up_for_decision(make_gift(60))
	frappe.db.commit()
	order: list[str] = []
	held = threading.Event()

	def hold() -> None:
		deciding.lock_givers([gift.giver])
		held.set()
		threading.Event().wait(1.5)
		order.append("released")

	def accept() -> None:
		assert held.wait(30)
		frappe.set_user(DECIDES)
		take_steps(frappe.get_doc("Sponsorship", gift.name), "Accept")
		order.append("accepted")

	outcomes = in_parallel(hold, accept)
	assert [outcome.error for outcome in outcomes] == [None, None]
	assert order == ["released", "accepted"]


@pytest.mark.commits
@pytest.mark.usefixtures("committed_desk")
def test_two_clicks_at_once_make_one_invoice(in_parallel):
	giver = bakery_as("Customer", make_customer(BAKERY))
	gift = accept_gift(
		put_up_for_decision(make_gift(500, giver=giver.name, counter_performances=[BANNER], **SPONSORING))
	)
	frappe.db.commit()

	def click() -> str:
		frappe.set_user(TAKES_OFFERS)
		return api.make_sales_invoice(gift.name)

	outcomes = in_parallel(click, click)
	frappe.db.rollback()
	assert [outcome.error for outcome in outcomes] == [None, None]
	assert outcomes[0].value == outcomes[1].value
	assert frappe.db.count("Sales Invoice", {"upj_sponsorship": gift.name}) == 1


@pytest.mark.commits
@pytest.mark.usefixtures("committed_desk")
def test_rest_refuses_in_words_what_the_form_refuses(web_server):
	gift = put_up_for_decision(make_gift(80))
	decided = accept_gift(put_up_for_decision(make_gift(5, "2016-05-11")))
	user = frappe.get_doc("User", DECIDES)
	user.new_password = "Nordertor-2016!"
	user.save()
	frappe.db.commit()
	session = web_server.session(DECIDES, "Nordertor-2016!")
	for name, values in (
		(gift.name, {"amount": 79}),
		(gift.name, {"docstatus": 1}),
		(gift.name, {"workflow_state": "Received"}),
		(decided.name, {"amount": 6}),
		(decided.name, {"docstatus": 2}),
		(decided.name, {"workflow_state": "Offered", "docstatus": 0}),
	):
		answer = session.put(f"/api/resource/Sponsorship/{name}", json=values)
		assert 400 <= answer.status_code < 500, (values, answer.text)
	frappe.db.rollback()
	assert (stored(gift).amount, stored(gift).docstatus) == (80, 0)
	assert (stored(decided).amount, stored(decided).workflow_state) == (5, "Accepted")
	assert getdate(stored(decided).decided_on) == getdate()
