"""Proposals of the matching, both ways, with their reasons in words (F33)."""

from typing import Any

import frappe
from frappe import _

from upj_kooperation import permissions
from upj_kooperation.challenge_brokering import found_partners, matching_runs, proposals
from upj_kooperation.refusals import names_in

MANAGER = "Cooperation Manager"
JOB = "upj_rebuild_offer_tags"
# So many rows has the longest page of a list.
MOST_REQUESTS = 2_500


@frappe.whitelist(methods=["GET", "POST"])
def best_partners(request: str) -> dict[str, Any]:
	"""Return the best partners for a request, those held back, and the most points: see proposals.best_partners.

	Raises PermissionError for a request of another town.
	"""
	doc = frappe.get_doc("Support Request", request)
	doc.check_permission("read")
	frappe.has_permission("Support Offer", "read", throw=True)
	return proposals.best_partners(doc)


@frappe.whitelist(methods=["GET", "POST"])
def best_requests(offer: str) -> dict[str, Any]:
	"""Return the best open requests for an offer, and why there are none: see proposals.best_requests.

	Raises PermissionError for an offer of another town, and for partners: requests of others are not theirs to see.
	"""
	doc = frappe.get_doc("Support Offer", offer)
	doc.check_permission("read")
	frappe.has_permission("Support Request", "read", throw=True)
	return proposals.best_requests(doc)


@frappe.whitelist(methods=["GET", "POST"])
def good_partners(requests: list[str] | str) -> dict[str, dict[str, Any]]:
	"""Return how many good partners were found for each of these requests, and the best: see found_partners.summary.

	requests: names; the answer holds those alone that the user may see. Raises PermissionError without the right to
	read offers.
	"""
	frappe.has_permission("Support Offer", "read", throw=True)
	return found_partners.summary(names_in(requests)[:MOST_REQUESTS])


@frappe.whitelist(methods=["POST"])
def find_partners(municipality: str | None = None) -> list[str]:
	"""Look for partners of a town's open requests in the background, or of those of all the user's towns.

	Returns the runs, which show how far they are. Raises PermissionError without the role or for another town.
	"""
	permissions.require_roles(MANAGER)
	if municipality:
		frappe.get_doc("Municipality", municipality).check_permission("read")
	runs = [matching_runs.begin(town) for town in ([municipality] if municipality else matching_runs.own_towns())]
	for run in runs:
		matching_runs.queue(run)
	return runs


@frappe.whitelist(methods=["POST"])
def rebuild_table() -> str:
	"""Write the table of the matching anew from the offers, in the background with progress; return what happens."""
	permissions.require_roles("System Manager")
	frappe.enqueue(
		"upj_kooperation.matching_tasks.rebuild_offer_tags",
		queue="long",
		timeout=4 * 3600,
		job_id=JOB,
		deduplicate=True,
	)
	return _("The table of the matching is written anew in the background.")
