"""The page on which an application is begun, at /projektaufrufe/<slug>/bewerben."""

import frappe

from upj_kooperation.advisory_services.intake_pages import show_start

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""Fill the page."""
	show_start(context)
