"""Thanks to the partner and the question to the organisation how it was, from templates that the town can change."""

import frappe
from frappe.model.document import Document

from upj_kooperation import mails
from upj_kooperation.domain import partner_match as rules
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import refuse

THANKS, FEEDBACK = "Dank nach der Vermittlung", "Rückmeldung zur Unterstützung"


def send(match: Document) -> int:
	"""Put thanks and question into the queue; return how many.

	Raises ValidationError in words where nobody can be written to, where the site sends no mails, or before the support
	has taken place.
	"""
	refuse(None if match.state in rules.GIVEN else Problem(rules.NO_THANKS_YET))
	contact = frappe.db.get_value("Support Offer", match.offer, "contact")
	request = frappe.db.get_value(
		"Support Request",
		match.request,
		["request_title", "organisation_name", "contact_email"],
		as_dict=True,
	)
	recipients = {
		THANKS: contact and frappe.db.get_value("Contact", contact, "email_id"),
		FEEDBACK: request.contact_email,
	}
	refuse(None if any(recipients.values()) else Problem(rules.NOBODY_TO_WRITE_TO))
	values = {
		"anfrage": request.request_title,
		"organisation": request.organisation_name,
		"partner": match.partner_name,
		"gruppe": frappe.get_cached_value("Challenge Group", match.challenge_group, "group_name"),
		"zitat": match.quote or "",
	}
	sent = sum(
		mails.send(template, [address], values, reference_doctype=match.doctype, reference_name=match.name)
		for template, address in recipients.items()
		if address
	)
	if not sent:
		mails.refuse_unsent()
	return sent
