"""Relationships of a person to organisations, as the Contact's form shows them (F2)."""

import frappe

from upj_kooperation.stakeholder_relations import relations


@frappe.whitelist(methods=["GET"])
def of_person(contact: str) -> list[dict]:
	"""Return a person's relationships to organisations in the person's own wording, those that hold today first.

	Each as in `stakeholders.relationships`. Only relationships to stakeholders within the user's fence.
	"""
	frappe.get_doc("Contact", contact).check_permission("read")
	return relations.seen_from("Contact", contact)
