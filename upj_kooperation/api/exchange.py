"""What the forms of the exchange between municipalities ask (F16)."""

import frappe

from upj_kooperation.advisory_services import partners


@frappe.whitelist(methods=["GET", "POST"])
def municipality_choices() -> list[str]:
	"""Return the municipalities that can be asked or invited, by name and key alone.

	Raises PermissionError for those who neither ask nor invite: consultants learn of no municipality but their own.
	"""
	frappe.has_permission("Exchange Request", "create", throw=True)
	return partners.choices()
