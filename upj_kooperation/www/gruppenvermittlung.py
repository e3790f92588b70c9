"""A member's own match, at /gruppe/vermittlung/<match>."""

import frappe

from upj_kooperation.challenge_brokering.member_pages import show_match

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""Fill the page."""
	show_match(context)
