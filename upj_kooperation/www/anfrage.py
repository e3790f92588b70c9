"""The page behind the secret link of a request, at /anfrage/<token>."""

import frappe

from upj_kooperation.challenge_brokering.request_pages import show_request

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""Fill the page."""
	show_request(context)
