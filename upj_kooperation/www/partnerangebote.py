"""The own offers of a partner, at /partner/angebote."""

import frappe

from upj_kooperation.challenge_brokering.offer_pages import show_offers

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""Fill the page."""
	show_offers(context)
