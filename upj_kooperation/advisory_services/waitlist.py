"""The waitlist of a call: who waits, in which order, and the proposal to let the next one move up (F13)."""

import frappe
from frappe import _
from frappe.utils import escape_html

from upj_kooperation.domain.call import ApplicationState
from upj_kooperation.domain.selection import RoundState, Waiting, moving_up


def waiting(call: str, lock: bool = False) -> list[Waiting]:
	"""Return who waits for a place of a call. lock: as it is now, whatever this transaction has read before."""
	rows = frappe.db.get_values(
		"Call Application",
		{"call": call, "workflow_state": ApplicationState.WAITLISTED},
		["name", "waitlist_position", "submitted_on"],
		as_dict=True,
		for_update=lock,
	)
	return [Waiting(row.name, row.waitlist_position or None, row.submitted_on) for row in rows]


def propose_moving_up() -> None:
	"""Give who decided a call's last round a to-do while a place is free and somebody waits; one at a time."""
	calls = frappe.get_all(
		"Call Application",
		filters={"workflow_state": ApplicationState.WAITLISTED},
		pluck="call",
		distinct=True,
		order_by="call asc",
	)
	for call in frappe.get_all(
		"Project Call",
		filters={"name": ["in", calls]},
		fields=["name", "call_title", "places", "places_taken"],
		order_by="name asc",
	):
		if following := moving_up(waiting(call.name), call.places, call.places_taken):
			_propose(call, following[0].name)


def _propose(call: frappe._dict, application: str) -> None:
	decided = {"call": call.name, "workflow_state": RoundState.DECIDED}
	person = frappe.db.get_value("Selection Round", decided, "decided_by", order_by="decided_on desc, name desc")
	known = {"reference_type": "Project Call", "reference_name": call.name, "status": "Open"}
	if not person or frappe.db.exists("ToDo", known):
		return
	title = frappe.db.get_value("Call Application", application, "application_title")
	frappe.get_doc(
		{
			"doctype": "ToDo",
			"allocated_to": person,
			"description": escape_html(_("A place is free again. Next on the waitlist: {0}").format(title)),
			**known,
		}
	).insert()
