"""What the public pages of calls show: the list, and one call (F9). Reads as nobody; only what is public gets out."""

import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import format_datetime, formatdate, get_datetime

from upj_kooperation.advisory_services.doctype.project_call.project_call import utc_now, window_of
from upj_kooperation.domain import call as rules
from upj_kooperation.domain import publication
from upj_kooperation.domain.window import DEFAULT_ZONE, Phase
from upj_kooperation.public_pages import begin, not_found, rich_text, speak_the_sites_language, text_as_lines

FIELDS = (
	*("name", "call_title", "slug", "status", "on_website", "purpose", "published_by"),
	*("opens_on", "closes_on", "time_zone", "places", "period_start", "period_end"),
)
LONGEST_LIST = 200
# Headings of the description stand below "About the Call", a heading of the second level.
ABOVE_DESCRIPTION = 2


def show_list(context: frappe._dict) -> None:
	"""Fill the page that lists open, coming and past calls."""
	speak_the_sites_language()
	begin(context, _("Project Calls"))
	rows = frappe.get_all(
		"Project Call",
		filters={"on_website": 1, "status": ["in", [rules.CallStatus.PUBLISHED, rules.CallStatus.CLOSED]]},
		fields=list(FIELDS),
		order_by="closes_on desc, name asc",
		limit=LONGEST_LIST,
	)
	calls = [{**row, **_times(row), "phase": phase_of(row)} for row in rows]
	headings = ((Phase.OPEN, _("Open Now")), (Phase.BEFORE, _("Opening Soon")), (Phase.AFTER, _("Past Calls")))
	context.is_call_list = True
	context.groups = [
		{"heading": heading, "calls": found}
		for phase, heading in headings
		if (found := [call for call in calls if call["phase"] == phase])
	]


def show_call(context: frappe._dict) -> None:
	"""Fill the page of the call that the address names; 404 in words for what is not public.

	Whoever may change calls sees the page before it is public, marked as a preview.
	"""
	speak_the_sites_language()
	call = public_call(frappe.form_dict.get("slug"), preview=True)
	if not call:
		not_found(context, _("There is no project call here, or it is no longer published."))
		return
	begin(context, call.call_title)
	phase = phase_of(call)
	context.update(
		{
			"call": call,
			"preview": not publication.is_public(call.status, bool(call.on_website)),
			"phase": phase,
			"purpose": text_as_lines(call.purpose),
			"eligibility_notes": text_as_lines(call.eligibility_notes),
			"description": rich_text(call.description, ABOVE_DESCRIPTION),
			"themes": [row.field_of_action for row in call.themes],
			"updates": [
				{"day": row.update_date, "shown": formatdate(row.update_date), "lines": text_as_lines(row.update_text)}
				for row in sorted(call.updates, key=lambda row: str(row.update_date), reverse=True)
			],
			**_times(call),
		}
	)


def public_call(slug: Any, preview: bool = False) -> Any:
	"""Return the call with this address if it is public, or, for a preview, if the user may change it; else None."""
	name = frappe.db.get_value("Project Call", {"slug": slug}, "name") if isinstance(slug, str) and slug else None
	if not name:
		return None
	call = frappe.get_doc("Project Call", name)
	if publication.is_public(call.status, bool(call.on_website)):
		return call
	may_preview = preview and frappe.session.user != "Guest" and call.has_permission("write")
	return call if may_preview else None


def phase_of(call: Any) -> str:
	"""Say whether a call takes applications now, will, or did."""
	if call.status == rules.CallStatus.CLOSED:
		return Phase.AFTER
	return window_of(call).phase(utc_now())


def clock(value: datetime.datetime | str) -> str:
	"""Return a moment as it is read out: day, month, year, time; seconds only where there are any."""
	moment = get_datetime(value)
	return format_datetime(moment, "d. MMMM y, HH:mm:ss" if moment.second else "d. MMMM y, HH:mm")


def _times(call: Any) -> dict[str, str]:
	return {
		"opens": clock(call.opens_on),
		"closes": clock(call.closes_on),
		"zone": "" if call.time_zone in (None, "", DEFAULT_ZONE) else call.time_zone,
		"period": _("{0} to {1}").format(formatdate(call.period_start), formatdate(call.period_end)),
	}
