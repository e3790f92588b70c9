"""Give the duties of agreements that are in force already their to-dos."""

import frappe

from upj_kooperation.cooperation.duty_todos import AGREEMENT, follow
from upj_kooperation.domain.agreement import OPEN_DUTY_STATES


def execute() -> None:
	for name in frappe.get_all(
		AGREEMENT,
		filters={"docstatus": 1, "workflow_state": ["in", OPEN_DUTY_STATES]},
		pluck="name",
		order_by="name asc",
	):
		follow(frappe.get_doc(AGREEMENT, name))
