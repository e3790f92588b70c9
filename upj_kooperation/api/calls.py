"""What the forms of calls and applications ask and do."""

import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from upj_kooperation.advisory_services.doctype.call_application.call_application import TITLE_LENGTH, eligibility
from upj_kooperation.domain.values import check_value
from upj_kooperation.refusals import in_words, refuse


@frappe.whitelist(methods=["GET"])
def check_eligibility(
	call: str, municipality: str, programme_area: str, on: str | datetime.date | None = None
) -> dict[str, Any]:
	"""Say whether a municipality may apply for a call with an area on a day (default: today), and why (not) (F10).

	Returns {"eligible": bool, "reason": str in the user's language, "programme": name on that day or ""}.
	Raises PermissionError for a call or area that the user may not read.
	"""
	refuse(check_value("Date", on), title=_("Day"))
	terms = frappe.get_doc("Project Call", call)
	terms.check_permission("read")
	frappe.get_doc("Programme Area", programme_area).check_permission("read")
	result = eligibility(programme_area, municipality, terms.required_programme, getdate(on) if on else getdate())
	return {"eligible": result.active, "reason": in_words(result.reason), "programme": result.programme}


@frappe.whitelist(methods=["POST"])
def open_mandate(
	application: str,
	consultant: str,
	start_date: str | datetime.date,
	end_date: str | datetime.date,
	quota_sessions: int | str,
	quota_hours: float | str,
) -> str:
	"""Open the advisory mandate of a selected application and return its name. There is one for each application.

	quota_sessions, quota_hours: 0 sets no limit. Raises ValidationError in words where a rule of the mandate is broken,
	UniqueValidationError where the application has its mandate already.
	"""
	# The lock lets a second call at the same second wait here, so that it meets the unique key and not a deadlock.
	selected = frappe.get_doc("Call Application", application, for_update=True)
	selected.check_permission("read")
	mandate = frappe.get_doc(
		{
			"doctype": "Advisory Mandate",
			"mandate_title": selected.application_title[:TITLE_LENGTH],
			"application": selected.name,
			"municipality": selected.municipality,
			"programme_area": selected.programme_area,
			"consultant": consultant,
			"start_date": start_date,
			"end_date": end_date,
			"quota_sessions": quota_sessions,
			"quota_hours": quota_hours,
		}
	)
	return mandate.insert().name
