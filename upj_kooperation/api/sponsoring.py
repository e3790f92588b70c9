"""Sponsorships and donations: previews for the form, what came in, and the invoice (F23 to F25)."""

import datetime

import frappe
from frappe import _
from frappe.query_builder import DocType
from frappe.query_builder.functions import Sum
from frappe.utils import cint, getdate

from upj_kooperation import permissions
from upj_kooperation.domain import contribution, money_in
from upj_kooperation.domain.conflict import tie_sentence
from upj_kooperation.domain.contribution import Answers, ContradictoryAnswers
from upj_kooperation.domain.values import check_value, parse_amount
from upj_kooperation.refusals import in_words
from upj_kooperation.sponsoring import booking, deciding, handing_over, packages, payments
from upj_kooperation.sponsoring.invoicing import make_invoice
from upj_kooperation.sponsoring.suppliers import supplier_tie

MANAGER = "Cooperation Manager"
MAX_KEY = 60


@frappe.whitelist(methods=["GET"])
def preview_kind(
	contribution_form: str | None = None,
	return_expected: str | None = None,
	giver_aim: str | None = None,
	cost_split: str | None = None,
	professional_service: str | None = None,
) -> dict:
	"""Return the kind that follows from the answers and what follows from the kind, in the user's language.

	Keys: kind (or None), kind_label, reason, problem (why no kind follows, else None), and with a kind:
	receipt_possible, receipt_reason, invoice_possible, invoice_reason, needs_amount, needs_hours, needs_items and
	needs_counter_performances.
	"""
	frappe.has_permission("Sponsorship", "read", throw=True)
	answers = Answers(
		contribution_form or "",
		return_expected or "",
		giver_aim or "",
		cost_split or contribution.NO,
		professional_service or contribution.NO,
	)
	try:
		kind = contribution.decide_kind(answers)
	except ContradictoryAnswers as refusal:
		return {"kind": None, "kind_label": "", "reason": "", "problem": in_words(refusal.sentence)}
	follows = contribution.consequences(kind.name)
	return {
		"kind": kind.name,
		"kind_label": _(kind.name),
		"reason": in_words(kind.reason),
		"problem": None,
		"receipt_possible": follows.receipt_possible,
		"receipt_reason": in_words(follows.receipt_reason),
		"invoice_possible": follows.invoice_possible,
		"invoice_reason": in_words(follows.invoice_reason),
		"needs_amount": follows.needs_amount,
		"needs_hours": follows.needs_hours,
		"needs_items": follows.needs_items,
		"needs_counter_performances": follows.needs_counter_performances,
	}


@frappe.whitelist(methods=["GET"])
def preview_organ(sponsorship: str) -> dict:
	"""Return who decides on a gift: as it was recorded once decided or put up, and as it stands now while it is open.

	Keys: organ, organ_label, reason, acceptance_rule, budget_year, giver_sum (Euro), decided (bool), and supplier: what
	ERPNext knows about the giver as a supplier, in words, or None. Writes nothing.
	"""
	doc = frappe.get_doc("Sponsorship", sponsorship)
	doc.check_permission("read")
	tie = supplier_tie(doc.giver)
	decided = bool(doc.decision)
	if decided:
		values = {field: doc.get(field) for field in deciding.OUTCOME_FIELDS}
	else:
		values = deciding.outcome_for(doc, lock=False).values()
	organ = values["deciding_organ"]
	return {
		"organ": organ,
		"organ_label": _(organ) if organ else "",
		"reason": values["organ_reason"],
		"acceptance_rule": values["acceptance_rule"],
		"budget_year": values["budget_year"],
		"giver_sum": values["giver_sum"],
		"decided": decided,
		"supplier": in_words(tie_sentence(tie)) if tie else None,
	}


@frappe.whitelist(methods=["GET"])
def package_contents(package: str) -> list[dict]:
	"""Return what a sponsor gets with a package, as rows of counter-performances (F24)."""
	frappe.get_doc("Sponsor Package", package).check_permission("read")
	return packages.contents(package)


@frappe.whitelist(methods=["POST"])
def record_receipt(
	sponsorship: str,
	received_on: str | datetime.date,
	amount: float | int | str,
	booked_on: str | datetime.date | None = None,
	last: bool | int | str = True,
	key: str | None = None,
) -> dict:
	"""Record that an accepted contribution, or an instalment of it, came in; book it where the municipality does.

	amount: Euro, at most what was accepted. booked_on: day of the booking where the period of received_on is closed.
	last: nothing more is expected, so the state becomes Received. key: the same one twice records nothing the second
	time; without one, the same day and amount do not. Raises ValidationError in words before the acceptance, for a day
	in the future or before the acceptance, for nothing, for too much, when all is recorded already, and where ERPNext
	refuses; PermissionError without the right to book.
	Returns state, receipt_possible, receipt_reason and journal_entry of the last instalment.
	"""
	for fieldtype, value, label in (
		("Date", received_on, _("Received on")),
		("Currency", amount, _("Received in Euro")),
		("Date", booked_on, _("Booking Date")),
		("Check", last, _("Nothing More is Expected")),
		("Data", key, _("Key of the Recording")),
	):
		if problem := check_value(fieldtype, value, non_negative=True):
			frappe.throw(_("{0}: {1}").format(label, in_words(problem)))
	if not received_on:
		frappe.throw(_("Enter the day on which it came in."))
	if len(key or "") > MAX_KEY:
		frappe.throw(_("The key of the recording is too long."))
	permissions.require_roles(MANAGER)
	doc = payments.record(
		sponsorship,
		getdate(received_on),
		parse_amount(amount),
		booked_on=getdate(booked_on) if booked_on else None,
		last=bool(cint(last)),
		key=key,
	)
	return {
		"state": doc.workflow_state,
		"receipt_possible": bool(doc.receipt_possible),
		"receipt_reason": doc.receipt_reason,
		"journal_entry": doc.payments[-1].journal_entry,
	}


@frappe.whitelist(methods=["GET"])
def booking_of(sponsorship: str) -> dict:
	"""Return what the dialog Record Receipt needs to know.

	Keys: open (Euro), booked (is it booked in ERPNext), note (what happens in the books, in words), may_book (has the
	user the right), treasurer (name or "").
	"""
	doc = frappe.get_doc("Sponsorship", sponsorship)
	doc.check_permission("read")
	town = frappe.db.get_value("Municipality", doc.municipality, ["books_donations", "treasurer"], as_dict=True)
	books, treasurer = bool(cint(town.books_donations)), town.treasurer
	booked = money_in.is_booked(doc.kind, books)
	return {
		"open": float(parse_amount(doc.amount) - parse_amount(doc.received_amount)),
		"booked": booked,
		"note": in_words(money_in.booking_note(doc.kind, books)),
		"may_book": booking.may_book() if booked else True,
		"treasurer": frappe.db.get_value("User", treasurer, "full_name") if treasurer else "",
	}


@frappe.whitelist(methods=["POST"])
def hand_over_to_treasurer(sponsorship: str) -> str:
	"""Put an accepted donation on the list of the municipality's treasurer, once, and return the to-do's name.

	Raises ValidationError in words where no treasurer is entered, or where the treasurer cannot open the record.
	"""
	permissions.require_roles(MANAGER)
	doc = frappe.get_doc("Sponsorship", sponsorship)
	doc.check_permission("write")
	return handing_over.hand_over(doc)


@frappe.whitelist(methods=["POST"])
def make_sales_invoice(sponsorship: str) -> str:
	"""Make the Sales Invoice draft of an accepted sponsoring or advertising and return its name.

	Called again, or by two at once, it returns the invoice that is there. Raises ValidationError in words for other
	kinds, before the acceptance, without a Customer, and where ERPNext refuses.
	"""
	permissions.require_roles(MANAGER)
	return make_invoice(sponsorship)


@frappe.whitelist(methods=["GET", "POST"])
def gifts_by_kind() -> dict:
	"""Return the chart of accepted contributions by kind, in Euro, inside the user's fence."""
	return _chart("kind")


@frappe.whitelist(methods=["GET", "POST"])
def gifts_by_organ() -> dict:
	"""Return the chart of accepted contributions by the organ that decided, in Euro, inside the user's fence."""
	return _chart("deciding_organ")


def _chart(field: str) -> dict:
	gift = DocType("Sponsorship")
	query = (
		frappe.qb.from_(gift)
		.select(gift[field], Sum(gift.amount))
		.where((gift.decision == contribution.ACCEPTED) & gift.workflow_state.isin(sorted(contribution.DECIDED)))
		.groupby(gift[field])
	)
	# Counted for each user within the own fence; a standard chart of Frappe would keep one result for all.
	ordered = sorted(permissions.fenced(query, "Sponsorship").run(), key=lambda row: (-row[1], row[0]))
	return {
		"labels": [_(name) for name, _total in ordered],
		"datasets": [{"name": _("Amount or Value in Euro"), "values": [float(total) for _name, total in ordered]}],
	}


@frappe.whitelist(methods=["GET"])
def supplier_of(sponsorship: str) -> str | None:
	"""Return what ERPNext knows about the giver as a supplier, in words, or None (F26)."""
	doc = frappe.get_doc("Sponsorship", sponsorship)
	doc.check_permission("read")
	tie = supplier_tie(doc.giver)
	return in_words(tie_sentence(tie)) if tie else None
