"""Files that visitors attach to the record whose secret link they have, and what the form says about them."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils.file_manager import remove_file as detach_file
from frappe.utils.file_manager import save_file

from upj_kooperation.domain import visitor as rules
from upj_kooperation.refusals import refuse


def files_of(doc: Document) -> list[Any]:
	"""Return name and file name of what is attached, in the order in which it came."""
	return frappe.get_all(
		"File",
		filters={"attached_to_doctype": doc.doctype, "attached_to_name": doc.name},
		fields=["name", "file_name", "file_size"],
		order_by="creation asc",
	)


def add_posted(doc: Document) -> dict[str, str]:
	"""Attach the posted file ("file") and return {"name", "file_name"}; refuse in words what is not taken."""
	posted = frappe.request.files.get("file") if frappe.request else None
	content = posted.stream.read(rules.MAX_FILE_BYTES + 1) if posted else b""
	name = rules.plain_file_name(posted.filename if posted else None)
	refuse(rules.check_file(name, content, len(files_of(doc))), title=_("File not Taken"))
	doc.check_permission("write")
	# Equal contents are kept once; this says that the visitor sent them and named no foreign file (overrides/file.py).
	frappe.local.uploaded_file = content
	file = save_file(name, content, doc.doctype, doc.name, is_private=1)
	return {"name": file.name, "file_name": file.file_name}


def remove(doc: Document, file: str) -> None:
	"""Take a file off the record again. Raises DoesNotExistError for one that does not hang on it."""
	if file not in {row.name for row in files_of(doc)}:
		frappe.throw(_("This file is not part of the draft."), frappe.DoesNotExistError)
	detach_file(file, doc.doctype, doc.name)


def form_limits() -> dict[str, Any]:
	"""Return what the form says about files that it takes."""
	return {
		"max_files": rules.MAX_FILES,
		"max_bytes": rules.MAX_FILE_BYTES,
		"max_megabytes": rules.MAX_FILE_BYTES // 1024 // 1024,
		"file_kinds": ", ".join(rules.FILE_KINDS),
		"accept": ",".join(f".{kind}" for kind in rules.SIGNATURES),
	}
