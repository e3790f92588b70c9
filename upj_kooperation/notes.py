"""Notes under the bell of the desk."""

from collections.abc import Iterable

import frappe
from frappe.desk.doctype.notification_log.notification_log import make_notification_logs
from frappe.model.document import Document


def note(users: Iterable[str], doc: Document, subject: str) -> None:
	"""Put a note about a record under the bell of each user, in this transaction. subject: HTML, its words escaped."""
	make_notification_logs(
		frappe._dict(
			type="Alert",
			document_type=doc.doctype,
			document_name=doc.name,
			subject=subject,
			from_user=frappe.session.user,
		),
		list(users),
	)
