"""Meetings of challenge groups: what goes on the agenda, who belongs to the group, and the printed minutes (F32)."""

import datetime
from typing import Any

import frappe
from frappe.utils import getdate

from upj_kooperation.domain import challenge_group as groups
from upj_kooperation.domain import challenge_meeting as rules
from upj_kooperation.pdf import answer_with_print
from upj_kooperation.stakeholder_relations.lookups import as_date

MEETING = "Challenge Group Meeting"


@frappe.whitelist(methods=["GET"])
def prepare(challenge_group: str, day: str | datetime.date) -> dict[str, list[dict[str, Any]]]:
	"""Return the rows of `agenda` (what is open) and `attendance` (members of that day) for a meeting.

	Three queries, whatever the number of requests. Raises PermissionError where the user may not read the group.
	"""
	group = frappe.get_doc("Challenge Group", challenge_group)
	group.check_permission("read")
	requests = frappe.get_list(
		"Support Request",
		filters={"challenge_group": challenge_group, "workflow_state": ["in", list(rules.KIND_OF_STATE)]},
		fields=["name", "request_title", "workflow_state", "needed_by"],
		order_by="needed_by asc, name asc",
		limit_page_length=0,
	)
	items = rules.agenda(
		rules.OpenRequest(row.name, row.request_title or "", row.workflow_state, as_date(row.needed_by))
		for row in requests
	)
	return {
		"agenda": [{"kind": item.kind, "topic": item.topic, "request": item.request} for item in items],
		"attendance": [
			{"person_name": member.name, "generation": member.generation}
			for member in groups.members_on(group.plain_members(), getdate(day))
		],
	}


@frappe.whitelist(methods=["GET"])
def print_minutes(meeting: str) -> None:
	"""Answer with agenda or minutes as PDF in the site's language. Raises PermissionError if it may not be printed."""
	doc = frappe.get_doc(MEETING, meeting)
	doc.check_permission("print")
	answer_with_print(doc, MEETING)
