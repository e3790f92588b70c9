"""Donation receipts: made from a gift, printed once and as duplicates, cancelled and settled (F28)."""

import datetime

import frappe
from frappe import _
from frappe.utils import cint, getdate, now_datetime

from upj_kooperation import permissions
from upj_kooperation.domain import receipt as rules
from upj_kooperation.domain.values import check_value
from upj_kooperation.refusals import in_words, refuse_all
from upj_kooperation.sponsoring import receipt_runs, receipts
from upj_kooperation.sponsoring.doctype.donation_receipt_run import donation_receipt_run as run_steps

MANAGER = "Cooperation Manager"


@frappe.whitelist(methods=["POST"])
def make_receipt(sponsorship: str) -> str:
	"""Make the draft of a gift's donation receipt and return its name; called again, the draft that is there.

	Raises ValidationError in words where the gift gets no receipt (yet).
	"""
	permissions.require_roles(MANAGER)
	gift = frappe.get_doc("Sponsorship", sponsorship)
	gift.check_permission("write")
	if draft := receipts.draft_of(gift.name):
		return draft
	read, _stored = receipts.read_gifts([gift.name])[gift.name]
	refuse_all(
		rules.gift_problems(gift.giver, gift.municipality, rules.in_year([read], 0)),
		title=_("No Donation Receipt"),
	)
	values = {"giver": gift.giver, "municipality": gift.municipality, "gifts": [{"sponsorship": gift.name}]}
	return frappe.get_doc({"doctype": receipts.RECEIPT, **values}).insert().name


@frappe.whitelist(methods=["GET"])
def bank_record_note(receipt: str) -> str | None:
	"""Say in words where the bank record of the receipt's gift is enough for the tax office, or None."""
	doc = frappe.get_doc(receipts.RECEIPT, receipt)
	doc.check_permission("read")
	found = [gift for gift, _stored in receipts.read_gifts(row.sponsorship for row in doc.gifts).values()]
	notes = [
		rules.bank_record_note(gift.kind, gift.received, gift.received_on)
		for gift in rules.in_year(found, cint(doc.calendar_year))
	]
	return in_words(notes[0]) if notes and all(notes) else None


@frappe.whitelist(methods=["POST"])
def print_receipt(receipt: str) -> None:
	"""Answer with the PDF: the locked original once, a page marked as duplicate or cancelled after that.

	Two at once get one original. Who only reads never gets it. Raises PermissionError where the user may not print.
	"""
	doc = frappe.get_doc(receipts.RECEIPT, receipt, for_update=True)
	doc.check_permission("print")
	hands_out = doc.docstatus == 1 and doc.has_permission("write")
	if hands_out and not doc.printed_on:
		pdf = receipts.original_of(doc)
		doc.record(printed_on=now_datetime(), printed_by=frappe.session.user).save()
	else:
		pdf = receipts.as_print(doc)
		if hands_out:
			doc.record(duplicates=doc.duplicates + 1).save()
	frappe.local.response.filename = f"{doc.receipt_number or doc.name}.pdf"
	frappe.local.response.filecontent = pdf
	frappe.local.response.type = "pdf"


@frappe.whitelist(methods=["POST"])
def cancel_receipt(receipt: str, reason: str) -> None:
	"""Cancel a wrong receipt. It stays visible, and its gifts get no other one until its original is settled."""
	_require_text(reason, _("Reason of the Cancellation"))
	doc = frappe.get_doc(receipts.RECEIPT, receipt)
	doc.check_permission("cancel")
	doc.record(cancel_reason=reason.strip()).cancel()


@frappe.whitelist(methods=["POST"])
def settle_original(receipt: str, settled_on: str | datetime.date, how: str) -> None:
	"""Record on a cancelled receipt that its original came back, or how it was settled otherwise, on which day.

	Raises ValidationError for a receipt that stands, for a day to come, and where it is settled already.
	"""
	_require_text(how, _("How it was Settled"))
	if not settled_on or (problem := check_value("Date", settled_on)):
		frappe.throw(
			_("{0}: {1}").format(_("Original Settled on"), in_words(problem) if settled_on else _("is missing"))
		)
	doc = frappe.get_doc(receipts.RECEIPT, receipt, for_update=True)
	doc.check_permission("cancel")
	if doc.docstatus != 2:
		frappe.throw(_("Cancel the receipt first; then record what became of its original."))
	if doc.settled_on:
		frappe.throw(_("It is recorded already what became of the original."))
	if getdate(settled_on) > getdate():
		frappe.throw(_("The day lies in the future. Enter the day on which the original came back."))
	receipts.settle(doc, getdate(settled_on), how.strip())


@frappe.whitelist(methods=["POST"])
def start_run(run: str) -> str:
	"""Put a yearly run in line and return its status. Asked twice, it runs once."""
	doc = frappe.get_doc("Donation Receipt Run", run, for_update=True)
	doc.check_permission("write")
	frappe.has_permission(receipts.RECEIPT, "submit", throw=True)
	if doc.status != run_steps.NEW:
		return doc.status
	# What must happen stands in the database first; a scheduled job takes up what the queue has lost.
	doc.step(status=run_steps.QUEUED, started_on=now_datetime())
	receipt_runs.queue(doc.name, enqueue_after_commit=True)
	return doc.status


def _require_text(text: str, label: str) -> None:
	if not text.strip():
		frappe.throw(_("{0}: {1}").format(label, _("is missing")))
	if problem := check_value("Small Text", text):
		frappe.throw(_("{0}: {1}").format(label, in_words(problem)))
