"""What an area's overview shows: gathers the figures of the modules, each with the list behind it (F6).

Later modules bring theirs through the hook `upj_area_figures`: functions of a programme area that return a list of
`Figure`, empty where the user may not read what they count. Everything is counted in SQL within the user's fence.
"""

from dataclasses import asdict, dataclass
from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import getdate
from pypika import Case

from upj_kooperation.domain.meeting import HELD, PLANNED
from upj_kooperation.domain.stakeholder import ENDED
from upj_kooperation.domain.working_group import ACTIVE, DORMANT
from upj_kooperation.permissions import fenced
from upj_kooperation.stakeholder_relations.links import list_url, report_url
from upj_kooperation.stakeholder_relations.meetings import MEETING, count_open_next_steps, year_before

HOOK = "upj_area_figures"

GROUPS, STAKEHOLDERS, PROJECTS, MONEY, STEPS, ADVICE = "groups", "stakeholders", "projects", "money", "steps", "advice"


@dataclass(frozen=True)
class Figure:
	"""A figure of an area's overview. label is translated; fieldtype: Int, Float or Currency (Euro)."""

	section: str
	label: str
	value: float
	url: str | None
	fieldtype: str = "Int"
	urgent: bool = False


def overview(programme_area: str) -> list[dict[str, Any]]:
	"""Return the figures by section: [{section, figures: [{label, value, url, fieldtype, urgent}]}], translated.

	The caller checks that the user may read the area. Each function of the hook has a fixed number of queries.
	"""
	figures = [figure for path in frappe.get_hooks(HOOK) for figure in frappe.get_attr(path)(programme_area)]
	shown = []
	for section, title in _sections().items():
		if rows := [asdict(figure) for figure in figures if figure.section == section]:
			shown.append({"section": title, "figures": rows})
	return shown


def _sections() -> dict[str, str]:
	"""Return the titles in the order in which the form shows them."""
	return {
		STEPS: _("Open Next Steps"),
		GROUPS: _("Working Groups"),
		STAKEHOLDERS: _("Stakeholders by Sector"),
		PROJECTS: _("Cooperation Projects"),
		MONEY: _("Money and Hours"),
		ADVICE: _("Advice"),
	}


def area_figures(programme_area: str) -> list[Figure]:
	"""Return this module's figures: groups, meetings, stakeholders by sector, next steps. Four queries."""
	if not frappe.has_permission("Stakeholder", "read"):
		return []
	return [
		*_groups(programme_area),
		*_meetings(programme_area),
		*_stakeholders(programme_area),
		*_next_steps(programme_area),
	]


def _groups(programme_area: str) -> list[Figure]:
	group = frappe.qb.DocType("Working Group")
	query = (
		frappe.qb.from_(group)
		.where(group.programme_area == programme_area)
		.groupby(group.workflow_state)
		.select(group.workflow_state, Count("*"))
	)
	counted = dict(fenced(query, "Working Group").run())
	return [
		Figure(
			GROUPS,
			label,
			counted.get(state, 0),
			list_url("Working Group", {"programme_area": programme_area, "workflow_state": state}),
		)
		for state, label in ((ACTIVE, _("Active Working Groups")), (DORMANT, _("Dormant Working Groups")))
	]


def _meetings(programme_area: str) -> list[Figure]:
	meeting, today = frappe.qb.DocType(MEETING), getdate()
	since = year_before(today)
	query = (
		frappe.qb.from_(meeting)
		.where(meeting.programme_area == programme_area)
		.select(
			Count(Case().when((meeting.status == HELD) & (meeting.meeting_date > since), meeting.name)),
			Count(Case().when((meeting.status == PLANNED) & (meeting.meeting_date >= today), meeting.name)),
		)
	)
	held, planned = fenced(query, MEETING).run()[0]
	area = {"programme_area": programme_area}
	return [
		Figure(
			GROUPS,
			_("Meetings Held in 12 Months"),
			held,
			list_url(MEETING, {**area, "status": HELD, "meeting_date": [">", since.isoformat()]}),
		),
		Figure(
			GROUPS,
			_("Planned Meetings"),
			planned,
			list_url(MEETING, {**area, "status": PLANNED, "meeting_date": [">=", today.isoformat()]}),
		),
	]


def _stakeholders(programme_area: str) -> list[Figure]:
	stakeholder, area = frappe.qb.DocType("Stakeholder"), frappe.qb.DocType("Stakeholder Area")
	query = (
		frappe.qb.from_(stakeholder)
		.join(area)
		.on((area.parent == stakeholder.name) & (area.parenttype == "Stakeholder"))
		.where((area.programme_area == programme_area) & (stakeholder.engagement_stage != ENDED))
		.groupby(stakeholder.actor_type)
		.orderby(stakeholder.actor_type)
		.select(stakeholder.actor_type, Count(stakeholder.name).distinct())
	)
	filters = {"Stakeholder Area.programme_area": programme_area, "engagement_stage": ["!=", ENDED]}
	rows = sorted(fenced(query, "Stakeholder").run(), key=lambda row: -row[1])
	return [
		Figure(STAKEHOLDERS, _(kind), number, list_url("Stakeholder", {**filters, "actor_type": kind}))
		for kind, number in rows
		if kind
	]


def _next_steps(programme_area: str) -> list[Figure]:
	stakeholder, area, today = frappe.qb.DocType("Stakeholder"), frappe.qb.DocType("Stakeholder Area"), getdate()
	query = (
		frappe.qb.from_(stakeholder)
		.join(area)
		.on((area.parent == stakeholder.name) & (area.parenttype == "Stakeholder"))
		.where((area.programme_area == programme_area) & (stakeholder.engagement_stage != ENDED))
		.where(stakeholder.next_step_date.isnotnull())
		.select(
			Count(stakeholder.name).distinct(),
			Count(Case().when(stakeholder.next_step_date < today, stakeholder.name)).distinct(),
		)
	)
	steps, overdue = fenced(query, "Stakeholder").run()[0]
	filters = {"Stakeholder Area.programme_area": programme_area, "engagement_stage": ["!=", ENDED]}
	late = ["between", ["1900-01-01", frappe.utils.add_days(today, -1).isoformat()]]
	return [
		Figure(
			STEPS,
			_("Next Steps with Stakeholders"),
			steps,
			list_url("Stakeholder", {**filters, "next_step_date": ["is", "set"]}),
		),
		Figure(
			STEPS,
			_("Overdue with Stakeholders"),
			overdue,
			list_url("Stakeholder", {**filters, "next_step_date": late}),
			urgent=bool(overdue),
		),
		Figure(
			STEPS,
			_("Next Steps from Meetings"),
			count_open_next_steps({"programme_area": programme_area}),
			report_url("Next Steps from Meetings", MEETING, {"programme_area": programme_area, "working_group": ""}),
		),
	]
