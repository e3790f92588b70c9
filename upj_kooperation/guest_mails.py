"""Mails to visitors, from templates that the office may change. A mail that fails never undoes what it tells."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document


class Mails(NamedTuple):
	"""The mails about one kind of record. templates: kind to Email Template; contents: what these may name."""

	templates: Mapping[str, str]
	contents: Callable[[Document], dict[str, Any]]


def send(doc: Document, mails: Mails, kind: str) -> None:
	"""Put a mail into the queue; where that fails, note it on the record, and a scheduled job tries again.

	The record is saved after this by whoever calls.
	"""
	if not _queue(doc, mails, kind):
		due = [*filter(None, (doc.mails_due or "").split(",")), kind]
		doc.record(mails_due=",".join(dict.fromkeys(due)))


def send_due(doc: Document, mails: Mails) -> None:
	"""Try again to put the record's mails into the queue. The record is saved after this by whoever calls."""
	due = [kind for kind in (doc.mails_due or "").split(",") if kind in mails.templates]
	doc.record(mails_due=",".join(kind for kind in due if not _queue(doc, mails, kind)) or None)


def _queue(doc: Document, mails: Mails, kind: str) -> bool:
	frappe.db.savepoint("visitors_mail")
	try:
		template = frappe.get_doc("Email Template", mails.templates[kind])
		mail = template.get_formatted_email(mails.contents(doc))
		frappe.sendmail(
			recipients=[doc.contact_email],
			subject=mail["subject"],
			message=mail["message"],
			reference_doctype=doc.doctype,
			reference_name=doc.name,
		)
	except Exception:
		# No account for outgoing mail, a template that is gone or broken: what was sent in counts all the same.
		frappe.db.rollback(save_point="visitors_mail")
		frappe.clear_messages()
		if kind not in (doc.mails_due or ""):
			frappe.log_error(
				title=_("Mail to an applicant could not be queued"),
				reference_doctype=doc.doctype,
				reference_name=doc.name,
			)
		return False
	return True
