"""A project as a card for everybody: organisations and figures, no persons, no amounts, no foreign pictures (F18).

Until projects are published, only those who may read the project see the preview.
"""

import html
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, formatdate, strip_html

from upj_kooperation.public_pages import begin, not_found, speak_the_sites_language, text_as_lines

PROJECT = "Cooperation Project"


def show_preview(context: frappe._dict) -> None:
	"""Fill the preview of the card that the address names; 404 in words for who may not read the project."""
	speak_the_sites_language()
	name = frappe.form_dict.get("name")
	if not isinstance(name, str) or not frappe.db.exists(PROJECT, name) or not _may_read(name):
		not_found(context, _("There is no project here that you may read. Log in and open it from its form."))
		return
	begin(context, _("Card of the Project"), secret=True)
	context.update({"card": card_of(frappe.get_doc(PROJECT, name)), "preview": True})


def card_of(doc: Document) -> dict[str, Any]:
	"""Return what the card shows, as plain text."""
	town = frappe.get_cached_value("Municipality", doc.municipality, "municipality_name")
	area = frappe.db.get_value("Programme Area", doc.programme_area, "area_name") if doc.programme_area else None
	days = [formatdate(day) for day in (doc.start_date, doc.end_date) if day]
	return {
		"key": doc.name,
		"title": doc.project_title,
		"state": _(doc.workflow_state),
		"field_of_action": doc.field_of_action,
		"place": ", ".join(filter(None, (area, town))),
		"period": _("{0} to {1}").format(*days) if len(days) == 2 else "".join(days),
		"partners": list(dict.fromkeys(row.partner_name for row in doc.partners if row.partner_name)),
		"milestones": len(doc.milestones),
		"reached": sum(bool(row.reached_on) for row in doc.milestones),
		"participants": sum(cint(row.participants) for row in doc.participation),
		"idea": _plain(doc.idea),
		"result": _plain(doc.result),
	}


def _plain(text: str | None) -> list[str]:
	# A paragraph of the editor is a line of the card; everything else of its HTML goes.
	return text_as_lines(html.unescape(strip_html((text or "").replace("</p>", "</p>\n").replace("<br>", "\n"))))


def _may_read(name: str) -> bool:
	return frappe.session.user != "Guest" and bool(frappe.has_permission(PROJECT, "read", name))
