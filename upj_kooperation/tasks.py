"""Scheduled work. Each function can run again at any time: what is done stays done, what was missed is made up."""

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import getdate

from upj_kooperation.advisory_services import announcements
from upj_kooperation.domain import agreement, term


def expire_agreements() -> None:
	"""Expire the agreements in force whose term is over. Runs daily; one that fails is logged."""
	names = frappe.get_all(
		"Cooperation Agreement",
		filters={
			"docstatus": 1,
			"workflow_state": agreement.IN_FORCE,
			"renewal": ["!=", term.AUTOMATIC],
			"end_date": ["<", getdate()],
		},
		pluck="name",
		order_by="end_date asc, name asc",
	)
	for name in names:
		frappe.db.savepoint("expire_agreement")
		try:
			doc = frappe.get_doc("Cooperation Agreement", name, for_update=True)
			# Somebody may have ended it since the list was read.
			if doc.workflow_state == agreement.IN_FORCE:
				apply_workflow(doc, agreement.EXPIRE)
		except frappe.ValidationError:
			frappe.db.rollback(save_point="expire_agreement")
			frappe.log_error(
				title="Agreement could not expire", reference_doctype="Cooperation Agreement", reference_name=name
			)


def announce_mandates() -> None:
	"""Tell who has to know that a mandate runs out. Runs hourly; one that fails is logged and taken up again."""
	for name in announcements.due_mandates():
		frappe.db.savepoint("announce_mandate")
		try:
			announcements.announce(name)
		except frappe.ValidationError:
			frappe.db.rollback(save_point="announce_mandate")
			frappe.log_error(
				title="Mandate could not be announced", reference_doctype="Advisory Mandate", reference_name=name
			)
