"""The public page of one call, at /projektaufrufe/<slug>."""

import frappe

from upj_kooperation.advisory_services.call_pages import show_call

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""Fill the page."""
	show_call(context)
