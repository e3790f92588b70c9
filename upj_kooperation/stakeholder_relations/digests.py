"""The daily overview by mail: who waits for one, what the person may see of it, and the mail itself (F3)."""

import datetime
import html
from collections.abc import Iterable

import frappe
from frappe.model.document import Document
from frappe.utils import escape_html, formatdate, get_url, get_url_to_form, strip_html

from upj_kooperation.domain import digest as rules
from upj_kooperation.domain.stakeholder import ENDED
from upj_kooperation.stakeholder_relations.lookups import as_date, working_calendar

TEMPLATE = "Tagesübersicht der Kooperation"
SENT = "Daily Digest"
# What a to-do may hang on: DocType to the field that names it in the mail.
REFERENCES = {
	"Stakeholder": "stakeholder_name",
	"Advisory Session": "subject",
	"Working Group Meeting": "subject",
	"Cooperation Agreement": "agreement_title",
	"Support Request": "request_title",
	"Partner Match": "match_title",
}
DAY = "dd.MM.yyyy"


def waiting(today: datetime.date) -> list[str]:
	"""Return the users who have something due, want the mail and did not get today's. Six queries for any number."""
	until = rules.last_day(today)
	managers = frappe.get_all(
		"Stakeholder",
		filters=[
			["next_step_date", "is", "set"],
			["next_step_date", "<=", until],
			["engagement_stage", "!=", ENDED],
			["relationship_manager", "is", "set"],
		],
		pluck="relationship_manager",
		distinct=True,
		order_by="relationship_manager asc",
	)
	assignees = frappe.get_all(
		"ToDo", filters=_open_todos(until), pluck="allocated_to", distinct=True, order_by="allocated_to asc"
	)
	persons = {*managers, *assignees} - {None, "", *frappe.STANDARD_USERS}
	persons = _narrowed("User", persons, {"enabled": 1, "user_type": "System User"}, keep=True)
	for switch in ("enabled", "enable_email_notifications", "upj_daily_digest"):
		persons = _narrowed("Notification Settings", persons, {switch: 0}, keep=False)
	keys = {rules.digest_key(user, today): user for user in persons}
	sent = frappe.get_all(SENT, filters={"digest_key": ["in", list(keys)]}, pluck="digest_key", order_by="name asc")
	return sorted(user for key, user in keys.items() if key not in sent)


def _narrowed(doctype: str, names: set[str], filters: dict, *, keep: bool) -> set[str]:
	found = frappe.get_all(
		doctype, filters={"name": ["in", sorted(names)], **filters}, pluck="name", order_by="name asc"
	)
	return names & set(found) if keep else names - set(found)


def template() -> Document | None:
	"""Return the mail's template; a town that deletes it sends no overviews."""
	return frappe.get_doc("Email Template", TEMPLATE) if frappe.db.exists("Email Template", TEMPLATE) else None


def send(mail: Document, user: str, today: datetime.date) -> bool:
	"""Queue a user's overview for today; say whether there was one to queue.

	The key that makes it the only one stands in the same transaction as the mail: both are there or neither. Raises
	UniqueValidationError where another scheduler was faster.
	"""
	overview = rules.overview(due_steps(user, rules.last_day(today)), today)
	towns = {step.municipality for part in (overview.overdue, overview.today, overview.this_week) for step in part}
	if not overview.total or not rules.comes_on(today, map(working_calendar, towns)):
		return False
	frappe.get_doc({"doctype": SENT, "user": user, "digest_day": today, "entries": overview.total}).insert()
	email, first_name = frappe.db.get_value("User", user, ["email", "first_name"])
	text = mail.get_formatted_email(_words(overview, first_name, today))
	frappe.sendmail(recipients=[email], subject=text["subject"], message=text["message"], add_unsubscribe_link=0)
	return True


def due_steps(user: str, until: datetime.date) -> list[rules.Due]:
	"""Return the steps of a user up to a day, of records that the user may see now. A constant number of queries."""
	return [*_next_steps(user, until), *_todos(user, until)]


def _next_steps(user: str, until: datetime.date) -> Iterable[rules.Due]:
	if not frappe.has_permission("Stakeholder", "read", user=user):
		return []
	rows = frappe.get_list(
		"Stakeholder",
		filters=[
			["relationship_manager", "=", user],
			["next_step_date", "is", "set"],
			["next_step_date", "<=", until],
			["engagement_stage", "!=", ENDED],
		],
		fields=["name", "stakeholder_name", "municipality", "next_step", "next_step_date"],
		order_by="next_step_date asc, name asc",
		limit=0,
		user=user,
	)
	return [
		rules.Due(
			as_date(row.next_step_date),
			row.next_step,
			row.stakeholder_name,
			get_url_to_form("Stakeholder", row.name),
			row.municipality,
		)
		for row in rows
	]


def _todos(user: str, until: datetime.date) -> Iterable[rules.Due]:
	rows = frappe.get_all(
		"ToDo",
		filters=[["allocated_to", "=", user], *_open_todos(until)],
		fields=["description", "date", "reference_type", "reference_name"],
		order_by="date asc, name asc",
	)
	visible = {
		doctype: _visible(doctype, {row.reference_name for row in rows if row.reference_type == doctype}, user)
		for doctype in REFERENCES
	}
	return [
		rules.Due(
			as_date(row.date),
			html.unescape(strip_html((row.description or "").replace("<p>", " "))),
			record[REFERENCES[row.reference_type]],
			get_url_to_form(row.reference_type, row.reference_name),
			record.municipality,
		)
		for row in rows
		if (record := visible[row.reference_type].get(row.reference_name))
	]


def _visible(doctype: str, names: set[str], user: str) -> dict[str, frappe._dict]:
	if not names or not frappe.has_permission(doctype, "read", user=user):
		return {}
	rows = frappe.get_list(
		doctype,
		filters={"name": ["in", sorted(names)]},
		fields=["name", "municipality", REFERENCES[doctype]],
		order_by="name asc",
		limit=0,
		user=user,
	)
	return {row.name: row for row in rows}


def _open_todos(until: datetime.date) -> list[list]:
	return [
		["status", "=", "Open"],
		["date", "is", "set"],
		["date", "<=", until],
		["reference_type", "in", list(REFERENCES)],
		["allocated_to", "is", "set"],
	]


def _words(overview: rules.Overview, first_name: str, today: datetime.date) -> dict:
	"""Return what the template may name: text that is safe to be shown as HTML, days in German notation."""
	parts = {
		part: [
			{
				"day": formatdate(step.day, DAY),
				"text": escape_html(step.text),
				"about": escape_html(step.about),
				"url": step.url,
			}
			for step in getattr(overview, part)
		]
		for part in ("overdue", "today", "this_week")
	}
	return {
		**parts,
		"first_name": escape_html(first_name),
		"day": formatdate(today, DAY),
		"list_url": get_url("/app/query-report/Overdue Next Steps").replace(" ", "%20"),
		"settings_url": get_url("/app/notification-settings"),
	}
