"""Calls that are there already get the address of their public page."""

import frappe

from upj_kooperation.advisory_services.doctype.project_call.project_call import SLUG_WITHOUT_LETTERS
from upj_kooperation.public_pages import free_slug


def execute() -> None:
	for call in frappe.get_all(
		"Project Call", filters={"slug": ["is", "not set"]}, fields=["name", "call_title"], order_by="creation asc"
	):
		slug = free_slug("Project Call", call.call_title, SLUG_WITHOUT_LETTERS)
		frappe.db.set_value("Project Call", call.name, "slug", slug, update_modified=False)
