import frappe

from upj_kooperation.document import CooperationRow


class StakeholderArea(CooperationRow):
	"""A programme area that a stakeholder works in."""


def on_doctype_update() -> None:
	"""Add the index by which an area finds its stakeholders: for its overview, its gap view and the list's filter."""
	frappe.db.add_index("Stakeholder Area", ["programme_area", "parent"])
