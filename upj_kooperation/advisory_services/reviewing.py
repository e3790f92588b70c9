"""What reviews, their forms and the ranking ask the database for."""

from decimal import Decimal

import frappe
from frappe import _
from frappe.utils import cint, escape_html

from upj_kooperation.domain import review as rules
from upj_kooperation.permissions import REVIEWER, SEES_OWN_TOWN, scope_of

CRITERION_FIELDS = ["criterion", "description", "weight", "highest"]


def criteria_rows(call: str, lock: bool = False) -> list[frappe._dict]:
	"""Return a call's criteria in their order. lock: as they are now, whatever this transaction has read before."""
	return frappe.db.get_values(
		"Call Criterion",
		{"parent": call, "parenttype": "Project Call"},
		CRITERION_FIELDS,
		as_dict=True,
		order_by="idx asc",
		for_update=lock,
	)


def as_criterion(row: frappe._dict) -> rules.Criterion:
	"""Return a row with a criterion as plain values; the weight as it was entered, with two decimals."""
	return rules.Criterion(row.criterion, Decimal(str(row.weight or 0)).quantize(rules.CENT), cint(row.highest))


def require_reviewers(users: list[str]) -> None:
	"""Raise ValidationError in words unless all are enabled users with the role for reviewers."""
	able = frappe.get_all("User", filters={"name": ["in", users], "enabled": 1}, pluck="name", order_by="name asc")
	holders = frappe.get_all(
		"Has Role",
		filters={"parenttype": "User", "parent": ["in", able], "role": REVIEWER},
		pluck="parent",
		order_by="parent asc",
	)
	if missing := sorted(set(users) - set(holders)):
		frappe.throw(
			_("These persons cannot review: {0}. Give them the role {1} first.").format(
				escape_html(", ".join(missing)), _(REVIEWER)
			)
		)


def own_towns(user: str) -> tuple[str, ...]:
	"""Return the municipalities that a user works for: nobody reviews the application of the own town."""
	if not SEES_OWN_TOWN & set(frappe.get_roles(user)):
		return ()
	return scope_of(user, "Call Application").municipalities


def open_todo(review: frappe._dict) -> None:
	"""Give the reviewer a to-do for an open review."""
	frappe.get_doc(
		{
			"doctype": "ToDo",
			"description": escape_html(_("Review: {0}").format(review.review_title)),
			"date": review.due_date,
			"allocated_to": review.reviewer,
			"assigned_by": frappe.session.user,
			"reference_type": "Application Review",
			"reference_name": review.name,
		}
	).insert()


def close_todos(review: str) -> None:
	"""Close what is still to do for a review."""
	for name in frappe.get_all(
		"ToDo",
		filters={"reference_type": "Application Review", "reference_name": review, "status": "Open"},
		pluck="name",
		order_by="name asc",
	):
		frappe.db.set_value("ToDo", name, "status", "Closed")
		frappe.get_doc("ToDo", name).update_in_reference()
