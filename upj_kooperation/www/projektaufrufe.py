"""The public list of calls."""

import frappe

from upj_kooperation.advisory_services.call_pages import show_list

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""Fill the page."""
	show_list(context)
