import frappe

from upj_kooperation.document import CooperationRow


class AgreementDuty(CooperationRow):
	"""What one party promised, and whether it was done (F19)."""


def on_doctype_update() -> None:
	"""Add the index by which the daily run finds the open duties whose day comes near."""
	frappe.db.add_index("Agreement Duty", ["fulfilled_on", "due_date"])
