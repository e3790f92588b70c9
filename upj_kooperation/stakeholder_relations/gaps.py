"""Reads what covers the fields of action of a programme area. Four queries, whatever the area holds."""

import frappe
from frappe.utils import getdate

from upj_kooperation.domain.gap_view import Counted, FieldCoverage, find_gaps
from upj_kooperation.domain.stakeholder import ENDED
from upj_kooperation.domain.working_group import ACTIVE

NOT_A_PROJECT = "Abandoned"


def coverage(programme_area: str) -> list[FieldCoverage]:
	"""Return the coverage of every enabled field of action in an area. The caller checks that the user may read it."""
	fields = frappe.get_all("Field of Action", filters={"enabled": 1}, pluck="name", order_by="name asc")
	groups = frappe.get_all(
		"Working Group",
		filters={"programme_area": programme_area, "workflow_state": ACTIVE},
		fields=["field_of_action", "name", "founded_on"],
		order_by="name asc",
		as_list=True,
	)
	projects = _projects(programme_area)
	return find_gaps(
		fields,
		groups=[Counted(*row) for row in groups],
		projects=[
			Counted(name, project, day)
			for name, project, start, reached, _partner in projects
			for day in {start, reached}
		],
		partners=[Counted(name, partner) for name, _project, _start, _reached, partner in projects if partner],
		stakeholders=[Counted(*row) for row in _stakeholders(programme_area)],
		today=getdate(),
	)


def _projects(programme_area: str) -> list[tuple]:
	project = frappe.qb.DocType("Cooperation Project")
	partner = frappe.qb.DocType("Project Partner")
	milestone = frappe.qb.DocType("Project Milestone")
	return (
		frappe.qb.from_(project)
		.left_join(partner)
		.on((partner.parent == project.name) & (partner.parenttype == "Cooperation Project"))
		.left_join(milestone)
		.on((milestone.parent == project.name) & (milestone.parenttype == "Cooperation Project"))
		.where((project.programme_area == programme_area) & (project.workflow_state != NOT_A_PROJECT))
		.select(project.field_of_action, project.name, project.start_date, milestone.reached_on, partner.stakeholder)
		.distinct()
		.orderby(project.name)
		.run()
	)


def _stakeholders(programme_area: str) -> list[tuple]:
	stakeholder = frappe.qb.DocType("Stakeholder")
	area = frappe.qb.DocType("Stakeholder Area")
	theme = frappe.qb.DocType("Stakeholder Field")
	return (
		frappe.qb.from_(stakeholder)
		.join(area)
		.on((area.parent == stakeholder.name) & (area.parenttype == "Stakeholder"))
		.join(theme)
		.on((theme.parent == stakeholder.name) & (theme.parenttype == "Stakeholder"))
		.where((area.programme_area == programme_area) & (stakeholder.engagement_stage != ENDED))
		.select(theme.field_of_action, stakeholder.name, stakeholder.stage_since)
		.distinct()
		.orderby(stakeholder.name)
		.run()
	)
