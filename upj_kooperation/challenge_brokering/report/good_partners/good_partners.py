"""The good partners of open requests that were found by night, for the morning: new ones, or all (F33)."""

from typing import Any

import frappe
from frappe import _

from upj_kooperation.challenge_brokering import found_partners
from upj_kooperation.sponsoring.gift_reports import column
from upj_kooperation.stakeholder_relations.lookups import as_date


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict[str, Any]]]:
	"""Return columns and rows."""
	return get_columns(), get_data(frappe._dict(filters or {}))


def get_columns() -> list[dict]:
	"""Return the report's columns."""
	return [
		column("request", _("Request"), "Link", 220, options="Support Request"),
		column("organisation_name", _("Organisation"), "Data", 180),
		column("needed_by", _("Needed by"), "Date", 110),
		column("partner_name", _("Partner"), "Data", 200),
		column("offer", _("Offer"), "Link", 220, options="Support Offer"),
		column("points", _("Points"), "Int", 80),
		column("most", _("Points Possible"), "Int", 80),
		column("good_since", _("Good since"), "Date", 110),
		column("computed_on", _("Computed on"), "Date", 110),
	]


def get_data(filters: frappe._dict) -> list[dict[str, Any]]:
	"""Return who is still a good partner; the most urgent request first, and of each the best partner first."""
	frappe.has_permission("Support Offer", "read", throw=True)
	return found_partners.good_ones(challenge_group=filters.challenge_group or None, since=as_date(filters.since))
