"""File: a private file of one of our records cannot be reached by naming its address in a record of one's own.

Frappe lets everybody download a file that hangs on something they may read, and hangs it there when its address is
written into an Attach field or a new File names it (PLATFORM.md, "Who sees what").
"""

import frappe
from frappe import _
from frappe.core.doctype.file.utils import decode_file_content, get_content_hash
from frappe.model.document import Document

from upj_kooperation.fences import FENCES


def validate(doc: Document, method: str | None = None) -> None:
	"""Refuse an open file on a fenced record, and a second File for one that the user may not read."""
	if doc.attached_to_doctype in FENCES and not doc.is_private and not frappe.flags.in_web_form:
		# Everybody in the world could read it.
		frappe.throw(_("Files of {0} must be private.").format(_(doc.attached_to_doctype)))
	if doc.is_new() or doc.has_value_changed("file_url"):
		_refuse_foreign_address(doc)


def _refuse_foreign_address(doc: Document) -> None:
	if not (doc.file_url or "").startswith("/private/files/"):
		return
	elsewhere = frappe.get_all(
		"File",
		filters={"file_url": doc.file_url, "name": ["!=", doc.name or ""]},
		fields=["*"],
		order_by="creation asc",
	)
	if not any(row.attached_to_doctype in FENCES for row in elsewhere):
		return
	if any(frappe.get_doc({**row, "doctype": "File"}).has_permission("read") for row in elsewhere):
		return
	# Frappe keeps equal contents once. Who sends the content itself learns nothing by sharing its address.
	if doc.content_hash not in _hashes_of_sent_contents():
		frappe.throw(_("This file does not exist or is not yours. Upload it here."), frappe.PermissionError)


def _hashes_of_sent_contents() -> set[str]:
	sent = [getattr(frappe.local, "uploaded_file", None), frappe.form_dict.get("content")]
	contents = [content for content in sent if content and isinstance(content, str | bytes)]
	hashes = {get_content_hash(content) for content in contents}
	for content in contents:
		try:
			hashes.add(get_content_hash(decode_file_content(content)))
		except ValueError:
			continue
	return hashes
