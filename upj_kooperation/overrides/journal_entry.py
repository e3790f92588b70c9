"""ERPNext's Journal Entry: a donation's booking is made by us only, and what becomes of it is read back (F24, F28)."""

from frappe import _
from frappe.model.document import Document

from upj_kooperation.sponsoring import payments
from upj_kooperation.sponsoring.ties import MADE_BY_US, keep_tie


def validate(doc: Document, method: str | None = None) -> None:
	"""Refuse a tie that somebody writes; an amended entry takes over the tie of the one before it."""
	keep_tie(
		doc,
		_("The field {0} is filled by the button Record Receipt of the sponsorship. Leave it empty.").format(
			_("Sponsorship or Donation")
		),
	)


def on_submit(doc: Document, method: str | None = None) -> None:
	"""Let an amended entry take the place of the one before it, and invoices follow that an entry pays."""
	if doc.get("upj_sponsorship") and not doc.flags.get(MADE_BY_US):
		payments.take_over(doc)
	_follow_invoices(doc)


def before_cancel(doc: Document, method: str | None = None) -> None:
	"""Refuse where a donation receipt confirms the money."""
	if doc.get("upj_sponsorship"):
		payments.require_no_receipt(doc)


def on_cancel(doc: Document, method: str | None = None) -> None:
	"""Let the sponsorship follow: the money is open again."""
	if doc.get("upj_sponsorship"):
		payments.let_go(doc)
	_follow_invoices(doc)


def _follow_invoices(doc: Document) -> None:
	payments.follow_invoices(row.reference_name for row in doc.accounts if row.reference_type == payments.INVOICE)
