"""Write the search keys of the stakeholders that were entered before there were any."""

import frappe

from upj_kooperation.stakeholder_relations.duplicates import refresh_keys

CHUNK = 500


def execute() -> None:
	names = frappe.get_all("Stakeholder", pluck="name", order_by="name asc")
	for start in range(0, len(names), CHUNK):
		refresh_keys(names[start : start + CHUNK])
