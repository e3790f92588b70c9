"""Tags, followers, to-dos and likes: what is hung on one of our records needs the right to read that record.

The platform hangs them on any record that is named; following one sends its changes by mail.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from upj_kooperation.fences import FENCES, REFERENCES
from upj_kooperation.permissions import outside_scope


def before_insert(doc: Document, method: str | None = None) -> None:
	"""Refuse a reference to a fenced record that the session's user may not read."""
	doctype, name = (doc.get(field) for field in REFERENCES[doc.doctype])
	if doctype not in FENCES or not isinstance(name, str) or frappe.flags.in_web_form:
		return
	if doc.doctype == "Comment" and doc.comment_type != "Like":
		# Frappe checks comments itself, and writes others for those who close their to-do.
		return
	if frappe.has_permission(doctype, "read") and not outside_scope(doctype, [name]):
		return
	if not frappe.has_permission(doctype, "read", name):
		frappe.throw(_("{0} {1} is not open to you.").format(_(doctype), name), frappe.PermissionError)
