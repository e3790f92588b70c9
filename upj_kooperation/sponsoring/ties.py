"""The tie of ERPNext's records to the sponsorship that they were made from: made by us only (F24, F28)."""

import frappe
from frappe.model.document import Document

MADE_BY_US = "upj_made_from_sponsorship"


def keep_tie(doc: Document, refusal: str) -> None:
	"""Refuse a tie that somebody writes, with the words `refusal`; an amended record takes the earlier tie over."""
	if doc.is_new() and doc.get("amended_from"):
		doc.upj_sponsorship = frappe.db.get_value(doc.doctype, doc.amended_from, "upj_sponsorship")
		return
	if not doc.get("upj_sponsorship") or doc.flags.get(MADE_BY_US):
		return
	before = doc.get_doc_before_save()
	if not before or before.get("upj_sponsorship") != doc.upj_sponsorship:
		frappe.throw(refusal)
