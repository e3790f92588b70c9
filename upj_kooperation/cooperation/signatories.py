"""Who could sign for a stakeholder: its contacts and the person named on its record."""

import frappe
from frappe.model.document import Document


def contacts_of(stakeholder: Document) -> list[dict[str, str]]:
	"""Return name and function of the contacts of a stakeholder and of its business partner, each name once."""
	contact, link = frappe.qb.DocType("Contact"), frappe.qb.DocType("Dynamic Link")
	belongs = (link.link_doctype == "Stakeholder") & (link.link_name == stakeholder.name)
	if stakeholder.party_type and stakeholder.party:
		belongs |= (link.link_doctype == stakeholder.party_type) & (link.link_name == stakeholder.party)
	rows = (
		frappe.qb.from_(contact)
		.join(link)
		.on((link.parent == contact.name) & (link.parenttype == "Contact"))
		.select(contact.full_name, contact.designation)
		.where(belongs)
		.orderby(contact.is_primary_contact, order=frappe.qb.desc)
		.orderby(contact.full_name)
		.orderby(contact.name)
	).run(as_dict=True)
	found: dict[str, str] = {}
	for row in rows:
		if row.full_name:
			found.setdefault(row.full_name, row.designation or "")
	if stakeholder.contact_person:
		found.setdefault(stakeholder.contact_person, "")
	return [{"name": name, "function": function} for name, function in found.items()]
