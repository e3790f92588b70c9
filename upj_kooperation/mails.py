"""Mails from templates that the office can change. A mail is a row in the database before anything sends it."""

from collections.abc import Iterable
from html import unescape
from typing import Any

import frappe
from frappe import _
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.utils import escape_html, strip_html


def refuse_unsent() -> None:
	"""Raise ValidationError in words: nothing can be sent from this site, so nothing is noted as sent."""
	frappe.throw(
		_("This site cannot send mails yet. Ask the administration for an outgoing mail account."),
		title=_("No Mail Was Sent"),
	)


def send(template: str, recipients: Iterable[str], values: dict[str, Any], **options: Any) -> bool:
	"""Put a mail from an Email Template into the queue, one for each recipient; the scheduler sends what waits there.

	values: what the template may name, plain text, escaped here; options: go to `frappe.sendmail`. Returns False where
	the site has no outgoing mail account or the template was deleted; nothing is queued then.
	"""
	account = EmailAccount.find_outgoing(match_by_doctype=options.get("reference_doctype"))
	# Where mails are muted, the platform makes up an account without an address and stumbles over it.
	if not account or not account.get("email_id") or not frappe.db.exists("Email Template", template):
		return False
	mail = frappe.get_doc("Email Template", template).get_formatted_email(
		{key: escape_html(value) if isinstance(value, str) else value for key, value in values.items()}
	)
	for recipient in recipients:
		frappe.sendmail(
			recipients=[recipient], subject=unescape(strip_html(mail["subject"])), message=mail["message"], **options
		)
	return True
