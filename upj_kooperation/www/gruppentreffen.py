"""A meeting of a member's group, at /gruppe/treffen/<meeting>."""

import frappe

from upj_kooperation.challenge_brokering.member_pages import show_meeting

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""Fill the page."""
	show_meeting(context)
