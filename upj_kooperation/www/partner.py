"""The overview of a partner's contact, at /partner."""

import frappe

from upj_kooperation.cooperation.partner_pages import show_overview

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""Fill the page."""
	show_overview(context)
