"""The page on which a request is begun, at /herausforderung/<slug>/anfragen."""

import frappe

from upj_kooperation.challenge_brokering.request_pages import show_start

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""Fill the page."""
	show_start(context)
