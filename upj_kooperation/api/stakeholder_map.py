"""The stakeholder map: influence, interest and four more measures on a day (F5)."""

import datetime

import frappe
from frappe.utils import getdate

from upj_kooperation.api.network import scope_record
from upj_kooperation.stakeholder_relations import assessments


@frappe.whitelist(methods=["GET"])
def points(
	municipality: str | None = None, programme_area: str | None = None, day: str | datetime.date | None = None
) -> dict:
	"""Return how the actors of a town (default: the own one) or an area were judged on a day (default: today).

	Returns {scope: {doctype, name, title}, day, points: [{name, label, type, sector, day, quarter, influence, interest,
	impact, criticality, position, effort}], unassessed, capped}. Measures go from 1 to 5, the position from 1 (opposed)
	to 4 (supportive); None where it was not judged. Raises PermissionError for what the user may not read.
	"""
	scope = scope_record(municipality, programme_area)
	on = getdate(day)
	return {"scope": scope, "day": on, **assessments.on_day(scope.doctype, scope.name, on)}
