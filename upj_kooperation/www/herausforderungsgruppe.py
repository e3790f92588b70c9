"""The page of a challenge group, at /herausforderung/<slug>."""

import frappe

from upj_kooperation.challenge_brokering.request_pages import show_group

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""Fill the page."""
	show_group(context)
