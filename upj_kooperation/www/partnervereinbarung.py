"""An agreement of a partner, at /partner/<agreement>."""

import frappe

from upj_kooperation.cooperation.partner_pages import show_agreement

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""Fill the page."""
	show_agreement(context)
