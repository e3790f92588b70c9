"""Announces, once for each threshold, that a mandate runs out: to the consultant and the programme office (F14)."""

import frappe
from frappe.utils import escape_html, get_url_to_form, getdate

from upj_kooperation import mails
from upj_kooperation.advisory_services.doctype.advisory_mandate.advisory_mandate import (
	WARNED,
	AdvisoryMandate,
	reached_by,
)
from upj_kooperation.domain.mandate_terms import Threshold
from upj_kooperation.domain.quota import MandateStatus
from upj_kooperation.domain.values import Problem
from upj_kooperation.notes import note
from upj_kooperation.permissions import may_see_municipality
from upj_kooperation.refusals import for_the_record, local_text

TEMPLATE = "Beratungsauftrag läuft aus"
OFFICE = "Programme Office"
FIELDS = (
	"name",
	"quota_sessions",
	"quota_hours",
	"sessions_used",
	"hours_used",
	"end_date",
	"warn_percent",
	"warn_days",
	*WARNED.values(),
)


def due_mandates() -> list[str]:
	"""Return the active mandates that have reached a threshold which nobody was told of. One query."""
	rows = frappe.get_all(
		"Advisory Mandate",
		filters={"status": MandateStatus.ACTIVE},
		or_filters=[[field, "is", "not set"] for field in WARNED.values()],
		fields=list(FIELDS),
		order_by="end_date asc, name asc",
	)
	return [row.name for row in rows if pending(row)]


def pending(mandate: frappe._dict | AdvisoryMandate) -> dict[str, Problem]:
	"""Return the thresholds that a mandate has reached and that were not announced yet."""
	return {threshold: text for threshold, text in reached_by(mandate).items() if not mandate.get(WARNED[threshold])}


def announce(name: str) -> None:
	"""Tell consultant and office what a mandate has reached, and note it in the same transaction."""
	mandate = frappe.get_doc("Advisory Mandate", name, for_update=True)
	due = pending(mandate)
	if mandate.status != MandateStatus.ACTIVE or not due:
		return
	mandate.db_set({WARNED[threshold]: getdate() for threshold in due}, update_modified=False)
	if Threshold.USED_UP in due:
		# Who hears that all is used up need not hear that most of it is.
		due.pop(Threshold.SHARE, None)
	_tell(mandate, " ".join(for_the_record(text) for text in due.values()))


def _tell(mandate: AdvisoryMandate, text: str) -> None:
	users = recipients(mandate)
	note(users, mandate, f"<b>{escape_html(mandate.mandate_title)}</b>: {escape_html(text)}")
	mails.send(
		TEMPLATE,
		users,
		{
			"warnung": text,
			"auftrag": mandate.mandate_title,
			"kommune": frappe.db.get_value("Municipality", mandate.municipality, "municipality_name"),
			"beratung": frappe.db.get_value("User", mandate.consultant, "full_name"),
			"termine_vereinbart": mandate.quota_sessions,
			"termine_verbraucht": mandate.sessions_used,
			"stunden_vereinbart": local_text(mandate.quota_hours) if mandate.quota_hours else "",
			"stunden_verbraucht": local_text(mandate.hours_used),
			"ende": local_text(mandate.end_date),
			"adresse": get_url_to_form(mandate.doctype, mandate.name),
		},
		reference_doctype=mandate.doctype,
		reference_name=mandate.name,
	)


def recipients(mandate: AdvisoryMandate) -> list[str]:
	"""Return the enabled users who are told: the consultant, and the programme office that sees the municipality."""
	office = frappe.get_all(
		"Has Role", filters={"role": OFFICE, "parenttype": "User"}, pluck="parent", order_by="parent asc"
	)
	enabled = frappe.get_all(
		"User",
		filters={"name": ["in", [*office, mandate.consultant]], "enabled": 1, "user_type": "System User"},
		pluck="name",
		order_by="name asc",
	)
	return [
		user
		for user in enabled
		if user == mandate.consultant
		or (user not in frappe.STANDARD_USERS and may_see_municipality(user, mandate.municipality))
	]
