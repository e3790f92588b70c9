"""An offer is entered by a partner, at /partner/angebote/neu."""

import frappe

from upj_kooperation.challenge_brokering.offer_pages import show_new_offer

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""Fill the page."""
	show_new_offer(context)
