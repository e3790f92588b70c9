"""Inserts of our documents against ERPNext's Lead without auto contact."""

from collections.abc import Callable

import frappe
from harness import Result, compare
from records import CONSULTANT, NIENBURG, ensure_records, word


def session_insert() -> Result:
	"""Insert of a planned Advisory Session. Goal: no dearer than a Lead."""
	mandate = ensure_records()
	return _against_lead(
		"insert Advisory Session / Lead",
		lambda number: {
			"doctype": "Advisory Session",
			"subject": f"Messung {number}",
			"mandate": mandate,
			"session_date": "2016-06-21",
			"mode": "Online",
		},
	)


def held_session_insert() -> Result:
	"""Insert of a held session by its consultant, with fence, quota and count. Goal: no dearer than a Lead."""
	mandate = ensure_records()
	return _against_lead(
		"log a held session as consultant / Lead",
		lambda number: {
			"doctype": "Advisory Session",
			"subject": f"Messung {number}",
			"mandate": mandate,
			"status": "Held",
			"session_date": "2016-06-21",
			"hours": 0.25,
			"mode": "Online",
			"minutes": "<p>Messung</p>",
		},
		user=CONSULTANT,
	)


def stakeholder_insert() -> Result:
	"""Insert of a Stakeholder whose name is like nobody's. Goal: no dearer than a Lead."""
	ensure_records()
	return _against_lead(
		"insert Stakeholder / Lead",
		lambda number: {
			"doctype": "Stakeholder",
			"stakeholder_name": f"{word(number * 7919)} {word(number * 104_729)} (erfunden)",
			"actor_type": "Company",
			"municipality": NIENBURG,
		},
	)


def _against_lead(name: str, values: Callable[[int], dict], user: str = "Administrator") -> Result:
	frappe.db.set_single_value("CRM Settings", "auto_creation_of_contact", 0)
	counter = iter(range(1, 1_000_000))

	def work() -> None:
		frappe.session.user = user
		frappe.get_doc(values(next(counter))).insert()

	def lead() -> None:
		frappe.session.user = "Administrator"
		frappe.get_doc({"doctype": "Lead", "lead_name": f"Messung {next(counter)}", "company_name": "Messung"}).insert()

	result = compare(name, work, lead, rounds=200, goal=1.0, note="rolled back")
	frappe.session.user = "Administrator"
	frappe.db.rollback()
	return result
