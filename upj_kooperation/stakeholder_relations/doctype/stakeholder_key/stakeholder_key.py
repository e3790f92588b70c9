import frappe

from upj_kooperation.document import CooperationDocument


class StakeholderKey(CooperationDocument):
	"""A short form of a stakeholder's name, register number or internet domain under which it is found again (F1)."""


def on_doctype_update() -> None:
	"""Add the index that finds similar stakeholders; it holds everything that the search reads."""
	frappe.db.add_index("Stakeholder Key", ["search_key", "municipality", "stakeholder", "weight"])
