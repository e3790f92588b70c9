"""The organisation of a request among the stakeholders: found by its name, or made of what it wrote (F31)."""

import frappe
from frappe.model.document import Document

from upj_kooperation.domain import duplicates as rules
from upj_kooperation.refusals import in_words
from upj_kooperation.stakeholder_relations import duplicates

NONPROFIT = "Nonprofit"


def similar(request: Document) -> list[dict]:
	"""Return the stakeholders of the request's municipality that may be its organisation, the surest first.

	Each: {name, stakeholder_name, reasons}. Found by the name and by the domain of the mail address.
	"""
	domains = frozenset(filter(None, [rules.domain_of(request.contact_email)]))
	known = rules.Known("", (request.organisation_name or "")[: rules.MAX_KEY], request.municipality, None, domains)
	return [
		{
			"name": one.name,
			"stakeholder_name": one.title,
			"reasons": [in_words(reason) for reason in one.reasons],
		}
		for one in duplicates.find_similar(known)
		if one.municipality == request.municipality
	]


def make(request: Document) -> str:
	"""Make a stakeholder with its contact of a request, with the user's rights, and return its name."""
	doc = frappe.get_doc(
		{
			"doctype": "Stakeholder",
			"stakeholder_name": request.organisation_name,
			"actor_type": NONPROFIT,
			"municipality": request.municipality,
			"contact_person": request.contact_person,
			"contact_email": request.contact_email,
			"contact_phone": request.contact_phone,
		}
	)
	if request.field_of_action:
		doc.append("fields_of_action", {"field_of_action": request.field_of_action})
	if request.programme_area:
		doc.append("programme_areas", {"programme_area": request.programme_area})
	# The form has named those that look alike before this one is made.
	doc.flags.duplicates_named = True
	return doc.insert().name
