"""The own groups of a member, at /gruppe."""

import frappe

from upj_kooperation.challenge_brokering.member_pages import show_groups

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""Fill the page."""
	show_groups(context)
