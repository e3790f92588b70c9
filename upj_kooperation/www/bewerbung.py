"""The page behind an applicant's secret link, at /bewerbung/<token>."""

import frappe

from upj_kooperation.advisory_services.intake_pages import show_application

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""Fill the page."""
	show_application(context)
