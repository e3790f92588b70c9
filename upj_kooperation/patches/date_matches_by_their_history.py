"""Say of matches on which day they were confirmed or failed, and why, for the balance of the year (F34)."""

import datetime
import json

import frappe
from frappe.utils import getdate

from upj_kooperation.domain import partner_match as rules
from upj_kooperation.domain.partner_match import MatchState
from upj_kooperation.stakeholder_relations.lookups import as_date, set_each

MATCH = "Partner Match"


def execute() -> None:
	fields = ["name", "workflow_state", "confirmed_on", "failed_on", "failure_kind"]
	fields += ["asked_on", "carried_out_on", "modified"]
	wanted = {"workflow_state": ["in", [*rules.BOUND, MatchState.FAILED]]}
	matches = frappe.get_all(MATCH, filters=wanted, fields=fields, order_by="name asc")
	confirmed, failed = _days_of(MatchState.CONFIRMED), _days_of(MatchState.FAILED)
	attempts = _attempts()
	days: dict[str, dict[str, datetime.date]] = {"confirmed_on": {}, "failed_on": {}}
	kinds: dict[str, str] = {}
	for match in matches:
		has_failed = match.workflow_state == MatchState.FAILED
		if not match.confirmed_on and not has_failed:
			# What has no history was confirmed by the day of the support at the latest.
			known = as_date(match.carried_out_on) or as_date(match.asked_on) or getdate(match.modified)
			days["confirmed_on"][match.name] = confirmed.get(match.name) or known
		if has_failed and not match.failed_on:
			days["failed_on"][match.name] = failed.get(match.name) or getdate(match.modified)
		if has_failed and not match.failure_kind:
			kinds[match.name] = rules.kind_of_failure(attempts.get(match.name, ()))
	for field, values in days.items():
		set_each(MATCH, field, values)
	set_each(MATCH, "failure_kind", kinds)


def _days_of(state: str) -> dict[str, datetime.date]:
	"""Return the last day on which each match came into a state, as its versions tell it."""
	rows = frappe.get_all(
		"Version",
		filters={"ref_doctype": MATCH, "data": ["like", f"%{state}%"]},
		fields=["docname", "creation", "data"],
		order_by="creation asc, name asc",
	)
	return {
		row.docname: getdate(row.creation)
		for row in rows
		for field, _old, new in json.loads(row.data).get("changed") or ()
		if (field, new) == ("workflow_state", state)
	}


def _attempts() -> dict[str, list[rules.Attempt]]:
	found: dict[str, list[rules.Attempt]] = {}
	for row in frappe.get_all(
		"Partner Match Attempt",
		filters={"parenttype": MATCH, "attempted_on": ["is", "set"]},
		fields=["parent", "attempted_on", "outcome"],
		order_by="parent asc, idx asc",
	):
		found.setdefault(row.parent, []).append(rules.Attempt(getdate(row.attempted_on), row.outcome))
	return found
