"""Inserts of our documents against ERPNext's Lead without auto contact."""

from collections.abc import Callable

import frappe
from harness import Result, compare
from records import NIENBURG, ensure_records


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


def stakeholder_insert() -> Result:
	"""Insert of a Stakeholder. Goal: no dearer than a Lead."""
	ensure_records()
	return _against_lead(
		"insert Stakeholder / Lead",
		lambda number: {
			"doctype": "Stakeholder",
			"stakeholder_name": f"Messung {number} (erfunden)",
			"actor_type": "Company",
			"municipality": NIENBURG,
		},
	)


def _against_lead(name: str, values: Callable[[int], dict]) -> Result:
	frappe.db.set_single_value("CRM Settings", "auto_creation_of_contact", 0)
	counter = iter(range(1, 1_000_000))

	def work() -> None:
		frappe.get_doc(values(next(counter))).insert()

	def lead() -> None:
		frappe.get_doc({"doctype": "Lead", "lead_name": f"Messung {next(counter)}", "company_name": "Messung"}).insert()

	result = compare(name, work, lead, rounds=200, goal=1.0, note="rolled back")
	frappe.db.rollback()
	return result
