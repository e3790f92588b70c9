"""ERPNext's Sales Invoice: its tie to a sponsorship is made by us only, and lets go when the invoice is gone (F24)."""

import frappe
from frappe import _
from frappe.model.document import Document

from upj_kooperation.sponsoring import payments
from upj_kooperation.sponsoring.ties import MADE_BY_US, keep_tie


def validate(doc: Document, method: str | None = None) -> None:
	"""Refuse a tie that somebody writes; an amended invoice takes over the tie of the one before it."""
	keep_tie(
		doc,
		_("The field {0} is filled by the button Make Sales Invoice of the sponsorship. Leave it empty.").format(
			_("Sponsorship or Donation")
		),
	)


def after_insert(doc: Document, method: str | None = None) -> None:
	"""Tie an amended invoice to the sponsorship of the one before it, unless that has another invoice by now."""
	if not doc.get("upj_sponsorship") or doc.flags.get(MADE_BY_US):
		return
	other = frappe.db.get_value("Sponsorship", doc.upj_sponsorship, "sales_invoice", for_update=True)
	if other and other != doc.name:
		frappe.throw(
			_("The sponsorship {0} has the invoice {1} already. Amend that one, or delete it first.").format(
				doc.upj_sponsorship, other
			)
		)
	_tie(doc.upj_sponsorship, doc.name)


def on_submit(doc: Document, method: str | None = None) -> None:
	"""Let the sponsorship follow: what is open is now what the invoice, or less a credit note, says."""
	_follow(doc)


def on_cancel(doc: Document, method: str | None = None) -> None:
	"""Let go of the sponsorship, so that a new invoice can be made."""
	if doc.get("upj_sponsorship"):
		doc.ignore_linked_doctypes = (*(doc.get("ignore_linked_doctypes") or ()), "Sponsorship")
		_let_go(doc)
	else:
		_follow(doc)


def on_trash(doc: Document, method: str | None = None) -> None:
	"""Let go of the sponsorship, so that a new invoice can be made."""
	if doc.get("upj_sponsorship"):
		_let_go(doc)


def _follow(doc: Document) -> None:
	if doc.get("upj_sponsorship") or doc.get("return_against"):
		payments.follow_invoices([doc.name, doc.return_against])


def _let_go(doc: Document) -> None:
	tied = frappe.db.get_value("Sponsorship", doc.upj_sponsorship, "sales_invoice", for_update=True)
	if tied == doc.name:
		_tie(doc.upj_sponsorship, None)
		payments.follow([doc.upj_sponsorship])
		frappe.get_doc("Sponsorship", doc.upj_sponsorship).add_comment(
			"Info", _("The invoice {0} was cancelled or deleted.").format(doc.name)
		)


def _tie(sponsorship: str, invoice: str | None) -> None:
	# An accountant may cancel an invoice without a right to change the sponsorship; only this reference is written.
	frappe.db.set_value("Sponsorship", sponsorship, "sales_invoice", invoice)
