"""What this module brings to the gap view and the overview of a programme area (hooks of Stakeholder Relations)."""

import datetime

import frappe
from frappe import _
from frappe.query_builder.functions import Count, Sum
from frappe.utils import flt

from upj_kooperation.domain import cooperation_project as rules
from upj_kooperation.domain import gap_view
from upj_kooperation.permissions import fenced
from upj_kooperation.stakeholder_relations.figures import MONEY, PROJECTS, Figure
from upj_kooperation.stakeholder_relations.gaps import Source, listed, until
from upj_kooperation.stakeholder_relations.links import list_url, report_url

PROJECT = "Cooperation Project"
PARTNERS = "Project Partners"


def gap_sources(programme_area: str, today: datetime.date) -> list[Source]:
	"""Return projects that were not abandoned, their milestones, and their partners, by field of action."""
	project, milestone, partner = (
		frappe.qb.DocType(name) for name in (PROJECT, "Project Milestone", "Project Partner")
	)
	query = (
		frappe.qb.from_(project)
		.where((project.programme_area == programme_area) & (project.workflow_state != rules.ABANDONED))
		.groupby(project.field_of_action)
	)
	projects = query.select(project.field_of_action, Count(project.name), until(project.start_date, today)).run()
	reached = (
		query.join(milestone)
		.on((milestone.parent == project.name) & (milestone.parenttype == PROJECT))
		.select(project.field_of_action, until(milestone.reached_on, today))
		.run()
	)
	partners = (
		query.join(partner)
		.on((partner.parent == project.name) & (partner.parenttype == PROJECT))
		.select(project.field_of_action, Count(partner.stakeholder).distinct())
		.run()
	)
	filters = {"programme_area": programme_area, "workflow_state": ["!=", rules.ABANDONED]}
	return [
		Source(gap_view.PROJECT, projects, listed(PROJECT, filters, "field_of_action", "start_date")),
		Source(
			gap_view.MILESTONE,
			[(field, 0, day) for field, day in reached],
			listed(PROJECT, filters, "field_of_action", "Project Milestone.reached_on"),
		),
		Source(
			gap_view.PARTNER,
			[(field, number, None) for field, number in partners],
			lambda field, _day: report_url(
				PARTNERS, PROJECT, {"programme_area": programme_area, "field_of_action": field}
			),
		),
	]


def area_figures(programme_area: str) -> list[Figure]:
	"""Return the projects of an area by state, and what the partners of those not abandoned bring in. Two queries."""
	if not frappe.has_permission(PROJECT, "read"):
		return []
	project, partner = frappe.qb.DocType(PROJECT), frappe.qb.DocType("Project Partner")
	here = project.programme_area == programme_area
	counted = dict(
		fenced(
			frappe.qb.from_(project)
			.where(here)
			.groupby(project.workflow_state)
			.select(project.workflow_state, Count("*")),
			PROJECT,
		).run()
	)
	value, hours = fenced(
		frappe.qb.from_(project)
		.join(partner)
		.on((partner.parent == project.name) & (partner.parenttype == PROJECT))
		.where(here & (project.workflow_state != rules.ABANDONED))
		.select(Sum(partner.contribution_value), Sum(partner.contribution_hours)),
		PROJECT,
	).run()[0]
	behind = report_url(PARTNERS, PROJECT, {"programme_area": programme_area, "field_of_action": ""})
	return [
		*(
			Figure(
				PROJECTS,
				_(state),
				counted[state],
				list_url(PROJECT, {"programme_area": programme_area, "workflow_state": state}),
			)
			for state in rules.STATES
			if counted.get(state)
		),
		Figure(MONEY, _("Contributions of Partners"), flt(value), behind, "Currency"),
		Figure(MONEY, _("Hours of Partners"), flt(hours), behind, "Float"),
	]
