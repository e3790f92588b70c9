"""A request of a member's group, at /gruppe/anfrage/<request>."""

import frappe

from upj_kooperation.challenge_brokering.member_pages import show_request

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""Fill the page."""
	show_request(context)
