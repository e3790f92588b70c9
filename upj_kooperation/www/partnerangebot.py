"""An own offer of a partner, at /partner/angebote/<offer>."""

import frappe

from upj_kooperation.challenge_brokering.offer_pages import show_offer

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""Fill the page."""
	show_offer(context)
