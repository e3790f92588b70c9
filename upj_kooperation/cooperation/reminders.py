"""Reminds the relationship manager before the last day for a notice or a decision on renewal, never after it (F20).

The day of the next reminder is a column of the agreement: the daily run reads an index, however many agreements there
are. What was reminded of is written in the same transaction, so a second run finds nothing to do.
"""

import datetime

import frappe
from frappe.model.document import Document
from frappe.utils import cint, escape_html, get_url_to_form, getdate

from upj_kooperation import mails
from upj_kooperation.cooperation.duty_todos import responsible_for
from upj_kooperation.domain import notice as rules
from upj_kooperation.domain.agreement import IN_FORCE
from upj_kooperation.domain.working_days import working_day_until
from upj_kooperation.notes import note
from upj_kooperation.refusals import for_the_record, local_text
from upj_kooperation.stakeholder_relations.lookups import as_date, working_calendar

AGREEMENT = "Cooperation Agreement"
TEMPLATE = "Letzter Tag für eine Kündigung"


def due_agreements() -> list[str]:
	"""Return the agreements whose reminder is due today or was missed. One query over an index."""
	return frappe.get_all(
		AGREEMENT,
		filters={"workflow_state": IN_FORCE, "remind_on": ["<=", getdate()]},
		pluck="name",
		order_by="remind_on asc, name asc",
	)


def remind(name: str) -> None:
	"""Remind of one agreement, if its day has come and its last day is not over, and set the next day."""
	doc = frappe.get_doc(AGREEMENT, name, for_update=True)
	remind_on = as_date(doc.remind_on)
	if doc.workflow_state != IN_FORCE or not remind_on or remind_on > getdate():
		return
	reminder = _next(doc)
	if reminder and reminder.remind_on <= getdate():
		_tell(doc, reminder)
		doc.db_set("reminded_for", reminder.deadline, update_modified=False)
	doc.db_set("remind_on", next_day(doc), update_modified=False)


def next_day(doc: Document) -> datetime.date | None:
	"""Return the day of the next reminder of an agreement, None where nothing is to decide."""
	reminder = _next(doc)
	return reminder.remind_on if reminder else None


def _next(doc: Document) -> rules.Reminder | None:
	if doc.ends_on:
		return None
	calendar = working_calendar(doc.municipality)
	return rules.next_reminder(doc.terms(), cint(doc.remind_days), calendar, getdate(), as_date(doc.reminded_for))


def _tell(doc: Document, reminder: rules.Reminder) -> None:
	calendar = working_calendar(doc.municipality)
	text = for_the_record(rules.reminder_in_words(reminder, doc.renewal, calendar))
	user = responsible_for(doc)
	if not user:
		return
	last_day = working_day_until(reminder.deadline, calendar)
	frappe.get_doc(
		{
			"doctype": "ToDo",
			"description": f"<b>{escape_html(doc.agreement_title)}</b>: {escape_html(text)}",
			"date": last_day,
			"priority": "High",
			"allocated_to": user,
			"assigned_by": frappe.session.user,
			"reference_type": AGREEMENT,
			"reference_name": doc.name,
		}
	).insert()
	note([user], doc, f"<b>{escape_html(doc.agreement_title)}</b>: {escape_html(text)}")
	mails.send(
		TEMPLATE,
		[user],
		{
			"vereinbarung": doc.agreement_title,
			"kommune": frappe.get_cached_value("Municipality", doc.municipality, "municipality_name"),
			"hinweis": text,
			"letzter_tag": local_text(reminder.deadline),
			"letzter_arbeitstag": local_text(last_day),
			"ende": local_text(reminder.end),
			"adresse": get_url_to_form(AGREEMENT, doc.name),
		},
		reference_doctype=AGREEMENT,
		reference_name=doc.name,
	)
