"""A duty is reported as fulfilled, at /partner/<agreement>/<duty>."""

import frappe

from upj_kooperation.cooperation.partner_pages import show_report

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""Fill the page."""
	show_report(context)
