"""Working groups: who belongs to one on a day, and the minutes of a meeting (F7)."""

import datetime

import frappe
from frappe import _
from frappe.utils import getdate

from upj_kooperation.domain.meeting import members_on as positions_on
from upj_kooperation.domain.meeting import sector_of
from upj_kooperation.domain.values import check_value
from upj_kooperation.pdf import answer_with_print

MINUTES = "Working Group Minutes"


@frappe.whitelist(methods=["GET"])
def members_on(working_group: str, day: str | datetime.date) -> list[dict]:
	"""Return the members of a group on a day as rows of attendance: person_name, stakeholder, sector, is_member.

	Guests of the group may speak and not vote. Raises ValidationError for what is no day, PermissionError for a group
	that the user may not read.
	"""
	group = frappe.get_doc("Working Group", working_group)
	group.check_permission("read")
	if problem := check_value("Date", day):
		frappe.throw(_("{0}: {1}").format(_("Date"), _(problem.message).format(*problem.values)))
	rows = [group.members[position] for position in positions_on(group.member_terms(), getdate(day))]
	organisations = sorted({row.stakeholder for row in rows if row.stakeholder})
	found = frappe.get_all(
		"Stakeholder",
		filters={"name": ["in", organisations]},
		fields=["name", "actor_type"],
		order_by="name asc",
		as_list=True,
	)
	kinds = dict(found)
	return [
		{
			"person_name": row.member_name,
			"stakeholder": row.stakeholder,
			"sector": sector_of(kinds.get(row.stakeholder)),
			"is_member": int(row.member_role != "Guest"),
		}
		for row in rows
	]


@frappe.whitelist(methods=["GET"])
def print_minutes(meeting: str) -> None:
	"""Answer with the minutes as PDF in the site's language. Raises PermissionError where the user may not print."""
	doc = frappe.get_doc("Working Group Meeting", meeting)
	doc.check_permission("print")
	answer_with_print(doc, MINUTES)
