"""The groups that take requests, at /herausforderung."""

import frappe

from upj_kooperation.challenge_brokering.request_pages import show_groups

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""Fill the page."""
	show_groups(context)
