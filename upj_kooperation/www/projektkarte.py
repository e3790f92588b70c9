"""The preview of a project's card, at /projektkarte/<key>."""

import frappe

from upj_kooperation.cooperation.project_card import show_preview

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""Fill the page."""
	show_preview(context)
