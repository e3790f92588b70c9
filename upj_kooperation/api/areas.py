"""Programme areas: the gap view (F7)."""

import frappe

from upj_kooperation.stakeholder_relations import gaps


@frappe.whitelist(methods=["GET"])
def gap_view(programme_area: str) -> list[dict]:
	"""Return how each field of action is covered in a programme area, the gaps first.

	Each: {field_of_action, working_groups, projects, partners, stakeholders, last_activity, missing, status}. `missing`
	names what is not there (Working Group, Cooperation Project, Partner), `status` is Gap, Partly Covered or Covered.
	"""
	frappe.get_doc("Programme Area", programme_area).check_permission("read")
	return [
		{
			"field_of_action": row.field_of_action,
			"working_groups": row.working_groups,
			"projects": row.projects,
			"partners": row.partners,
			"stakeholders": row.stakeholders,
			"last_activity": row.last_activity,
			"missing": list(row.missing),
			"status": row.status,
		}
		for row in gaps.coverage(programme_area)
	]
