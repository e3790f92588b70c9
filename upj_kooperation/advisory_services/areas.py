"""What this module brings to the overview of a programme area (hook of Stakeholder Relations)."""

import frappe
from frappe import _
from frappe.query_builder.functions import Count, Sum
from frappe.utils import cint, flt
from pypika import Case

from upj_kooperation.advisory_services.figures import SESSION, count_open_next_steps
from upj_kooperation.domain.session import SessionStatus
from upj_kooperation.permissions import fenced
from upj_kooperation.stakeholder_relations.figures import ADVICE, STEPS, Figure
from upj_kooperation.stakeholder_relations.links import list_url, report_url

REPORT = "Next Steps from Sessions"


def area_figures(programme_area: str) -> list[Figure]:
	"""Return the sessions of an area, their hours, and what is left to do from them. Two queries."""
	if not frappe.has_permission(SESSION, "read"):
		return []
	session = frappe.qb.DocType(SESSION)
	held = session.status == SessionStatus.HELD
	query = (
		frappe.qb.from_(session)
		.where(session.programme_area == programme_area)
		.select(
			Count(Case().when(held, session.name)),
			Sum(Case().when(held, session.hours)),
			Count(Case().when(session.status == SessionStatus.PLANNED, session.name)),
		)
	)
	sessions, hours, planned = fenced(query, SESSION).run()[0]
	area = {"programme_area": programme_area}
	behind = list_url(SESSION, {**area, "status": SessionStatus.HELD})
	return [
		Figure(ADVICE, _("Sessions Held"), cint(sessions), behind),
		Figure(ADVICE, _("Hours of Advice"), flt(hours), behind, "Float"),
		Figure(ADVICE, _("Planned Sessions"), planned, list_url(SESSION, {**area, "status": SessionStatus.PLANNED})),
		Figure(
			STEPS,
			_("Next Steps from Sessions"),
			count_open_next_steps(frappe._dict(area)),
			report_url(REPORT, SESSION, area),
		),
	]
