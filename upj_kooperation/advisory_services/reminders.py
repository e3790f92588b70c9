"""Reminders of reviews that are not in yet: one mail for each reviewer, however many reviews are due (F12)."""

import frappe
from frappe.utils import escape_html, formatdate, getdate

from upj_kooperation.advisory_services.notices import REMINDER, rendered
from upj_kooperation.domain.review import OPEN_STATUSES, is_reminder_due


def due_reviewers() -> list[str]:
	"""Return who is reminded today."""
	return sorted({row.reviewer for row in _due({})})


def remind(reviewer: str) -> bool:
	"""Queue the reminder of a reviewer and note the day, in one transaction; return whether there was one to send."""
	# A second run at the same moment waits here, and then finds the day noted.
	frappe.db.get_value("User", reviewer, "name", for_update=True)
	rows = _due({"reviewer": reviewer})
	if not rows:
		return False
	mail = rendered(
		REMINDER,
		{
			"reviewer": frappe.db.get_value("User", reviewer, "full_name"),
			"number": len(rows),
			"reviews": [{"title": escape_html(row.review_title), "due": formatdate(row.due_date)} for row in rows],
		},
	)
	if not mail["message"]:
		return False
	frappe.sendmail(recipients=[reviewer], add_unsubscribe_link=0, delayed=True, **mail)
	for row in rows:
		frappe.db.set_value("Application Review", row.name, "reminded_on", getdate(), update_modified=False)
	return True


def _due(filters: dict[str, str]) -> list[frappe._dict]:
	rows = frappe.db.get_values(
		"Application Review",
		{**filters, "status": ["in", list(OPEN_STATUSES)]},
		["name", "reviewer", "review_title", "due_date", "reminded_on"],
		as_dict=True,
		order_by="due_date asc, name asc",
		for_update=bool(filters),
	)
	return [row for row in rows if is_reminder_due(row.due_date, getdate(), row.reminded_on)]
