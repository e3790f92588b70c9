"""File: a private file of one of our records cannot be reached by naming its address in a record of one's own.

Frappe lets everybody download a file that hangs on something they may read, and hangs it there when its address is
written into an Attach field or a new File names it (PLATFORM.md, "Who sees what").
"""

import frappe
from frappe import _
from frappe.model.document import Document

from upj_kooperation.fences import FENCES


def validate(doc: Document, method: str | None = None) -> None:
	"""Refuse a second File for a private file that hangs on a fenced record which the user may not read."""
	if not doc.is_new() and not doc.has_value_changed("file_url"):
		return
	if not (doc.file_url or "").startswith("/private/files/") or doc.flags.new_file:
		return
	elsewhere = frappe.get_all(
		"File",
		filters={"file_url": doc.file_url, "name": ["!=", doc.name or ""]},
		fields=["*"],
		order_by="creation asc",
	)
	if any(row.attached_to_doctype in FENCES for row in elsewhere) and not any(
		frappe.get_doc({**row, "doctype": "File"}).has_permission("read") for row in elsewhere
	):
		frappe.throw(_("This file does not exist or is not yours. Upload it here."), frappe.PermissionError)


def before_insert(doc: Document, method: str | None = None) -> None:
	"""Refuse an open file on a fenced record: everybody in the world could read it."""
	if doc.attached_to_doctype in FENCES and not doc.is_private and not frappe.flags.in_web_form:
		frappe.throw(_("Files of {0} must be private.").format(_(doc.attached_to_doctype)))
