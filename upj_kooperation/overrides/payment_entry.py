"""ERPNext's Payment Entry: what it pays of a sponsoring's invoice is read back (F24)."""

from frappe.model.document import Document

from upj_kooperation.sponsoring.payments import INVOICE, follow_invoices


def on_submit(doc: Document, method: str | None = None) -> None:
	"""Let the sponsorships of the paid invoices follow."""
	_follow(doc)


def on_update_after_submit(doc: Document, method: str | None = None) -> None:
	"""Let the sponsorships follow when a payment is assigned to invoices afterwards."""
	_follow(doc)


def on_cancel(doc: Document, method: str | None = None) -> None:
	"""Let the sponsorships of the invoices follow that are open again."""
	_follow(doc)


def _follow(doc: Document) -> None:
	before = doc.get_doc_before_save()
	rows = (*doc.references, *(before.references if before else ()))
	follow_invoices(row.reference_name for row in rows if row.reference_doctype == INVOICE)
