"""Reads the rows that a status report is drafted from.

A fixed number of queries, however many records there are. Everything comes through `frappe.get_list`, so the drafting
user's fence decides what the report can say; table rows are read for parents that came through it.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import frappe
from frappe.query_builder import DocType
from frappe.utils import cstr, getdate

from upj_kooperation.domain.status_report_rows import (
	AREA,
	CALL,
	PROJECT,
	Agreement,
	Application,
	Call,
	Gift,
	Group,
	Mandate,
	Milestone,
	Partner,
	Project,
	Records,
	Session,
	Span,
	Step,
)

Row = dict[str, Any]
TITLES = {AREA: "area_name", PROJECT: "project_title", CALL: "call_title"}


@dataclass(frozen=True)
class Scope:
	"""What a report is about: a project, or a programme area, or a call in all areas of the town that applied for it.

	With an area and a call, the area is told with a look at this call only.
	"""

	municipality: str
	programme_area: str | None = None
	project_call: str | None = None
	cooperation_project: str | None = None

	@property
	def subject(self) -> tuple[str, str | None]:
		"""Return DocType and name of what the report is about; the name is None where nothing is named."""
		if self.cooperation_project:
			return PROJECT, self.cooperation_project
		return (AREA, self.programme_area) if self.programme_area else (CALL, self.project_call)


def read_records(scope: Scope, period: Span, today: datetime.date) -> Records:
	"""Return everything on record for `scope` that a report about `period` may tell."""
	subject, key = scope.subject
	about = {
		"town": _title("Municipality", scope.municipality, "municipality_name"),
		"subject": subject,
		"key": key,
		"title": _title(subject, key, TITLES[subject]),
		"period": period,
		"today": today,
	}
	return Records(**about, **(_of_project(scope) if subject == PROJECT else _of_areas(scope, period, today)))


def _of_project(scope: Scope) -> Row:
	projects = _projects({"municipality": scope.municipality, "name": scope.cooperation_project})
	names = [row.name for row in projects]
	return {
		"partners": _partners(scope.municipality, "Project Partner", "parent", names),
		"projects": projects,
		"agreements": _agreements(scope.municipality, names),
		"gifts": _gifts(scope.municipality, [], names),
	}


def _of_areas(scope: Scope, period: Span, today: datetime.date) -> Row:
	municipality, project_call = scope.municipality, scope.project_call
	if scope.programme_area:
		areas = [scope.programme_area]
		applications = _applications(
			{"municipality": municipality, "programme_area": scope.programme_area}, project_call
		)
	else:
		applications, areas = _areas_of_call(municipality, project_call)
	in_areas = {"municipality": municipality, "programme_area": ["in", areas or [""]]}
	sessions = _sessions(in_areas, period, today)
	projects = _projects(in_areas)
	return {
		"calls": _calls({row.call for row in applications} | ({project_call} if project_call else set())),
		"applications": applications,
		"mandates": _mandates(in_areas, period, project_call),
		"sessions": sessions,
		"steps": _steps([row.name for row in sessions]),
		"groups": _groups(in_areas),
		"fields_of_action": tuple(_list("Field of Action", ["name"], {"enabled": 1}, pluck="name")),
		"partners": _partners(municipality, "Stakeholder Area", "programme_area", areas),
		"projects": projects,
		"agreements": _agreements(municipality, [row.name for row in projects]),
		"gifts": _gifts(municipality, areas, [row.name for row in projects]),
	}


def _list(doctype: str, fields: list[str], filters: Any, order_by: str = "creation asc", **options: Any) -> list:
	return frappe.get_list(doctype, fields=fields, filters=filters, order_by=order_by, limit_page_length=0, **options)


def _title(doctype: str, name: str, field: str) -> str:
	rows = _list(doctype, ["name", field], {"name": name})
	return cstr(rows[0][field]) if rows else name


def _calls(names: set[str]) -> tuple[Call, ...]:
	if not names:
		return ()
	fields = [
		"name",
		"call_title",
		"published_by",
		"on_behalf_of",
		"carried_out_by",
		"places",
		"period_start",
		"period_end",
	]
	return tuple(
		Call(
			name=row.name,
			title=row.call_title,
			published_by=cstr(row.published_by),
			on_behalf_of=cstr(row.on_behalf_of),
			carried_out_by=cstr(row.carried_out_by),
			places=row.places or 0,
			period=Span(row.period_start, row.period_end) if row.period_start and row.period_end else None,
		)
		for row in _list("Project Call", fields, {"name": ["in", sorted(names)]})
	)


def _applications(in_area: Row, project_call: str | None) -> tuple[Application, ...]:
	filters = {**in_area, **({"call": project_call} if project_call else {})}
	return tuple(
		Application(row.name, row.call, cstr(row.workflow_state), _day(row.submitted_on))
		for row in _list("Call Application", ["name", "call", "workflow_state", "submitted_on"], filters)
	)


def _areas_of_call(municipality: str, project_call: str) -> tuple[tuple[Application, ...], list[str]]:
	filters = {"municipality": municipality, "call": project_call}
	areas = _list("Call Application", ["programme_area"], filters, pluck="programme_area")
	return _applications({"municipality": municipality}, project_call), sorted({area for area in areas if area})


def _mandates(in_area: Row, period: Span, project_call: str | None) -> tuple[Mandate, ...]:
	fields = [
		"name",
		"mandate_title",
		"call",
		"status",
		"start_date",
		"end_date",
		"quota_sessions",
		"quota_hours",
		"sessions_remaining",
		"hours_remaining",
	]
	return tuple(
		Mandate(
			name=row.name,
			title=row.mandate_title,
			quota_sessions=row.quota_sessions or 0,
			quota_hours=_number(row.quota_hours),
			sessions_remaining=row.sessions_remaining or 0,
			hours_remaining=_number(row.hours_remaining),
			status=row.status,
		)
		for row in _list("Advisory Mandate", fields, in_area)
		if period.meets(row.start_date, row.end_date) and (not project_call or row.call in (None, "", project_call))
	)


def _sessions(in_area: Row, period: Span, today: datetime.date) -> tuple[Session, ...]:
	filters = {**in_area, "session_date": [">=", min(period.start, today)], "status": ["in", ["Held", "Planned"]]}
	fields = ["name", "mandate", "subject", "session_date", "status", "hours"]
	return tuple(
		Session(row.name, row.mandate, row.subject, row.session_date, row.status, _number(row.hours))
		for row in _list("Advisory Session", fields, filters, order_by="session_date asc, name asc")
	)


def _steps(sessions: list[str]) -> tuple[Step, ...]:
	if not sessions:
		return ()
	step, todo = DocType("Session Next Step"), DocType("ToDo")
	rows = (
		frappe.qb.from_(step)
		.left_join(todo)
		.on(todo.name == step.todo)
		.select(step.parent, step.step, step.due_date, todo.status)
		.where((step.parenttype == "Advisory Session") & step.parent.isin(sessions))
		.orderby(step.due_date, step.parent, step.idx)
		.run(as_dict=True)
	)
	return tuple(
		Step(row.parent, row.step, row.due_date, row.status in ("Closed", "Cancelled")) for row in rows if row.due_date
	)


def _groups(in_area: Row) -> tuple[Group, ...]:
	fields = ["name", "group_name", "field_of_action", "workflow_state"]
	return tuple(
		Group(row.name, row.group_name, row.field_of_action, cstr(row.workflow_state))
		for row in _list("Working Group", fields, in_area, order_by="group_name asc, name asc")
	)


def _partners(municipality: str, table: str, field: str, values: list[str]) -> tuple[Partner, ...]:
	# Tables whose rows name a stakeholder come through a query of their own: a join knows the parent's tables alone.
	if table == "Project Partner":
		child = DocType(table)
		query = frappe.qb.from_(child).select(child.stakeholder).distinct()
		keys = query.where(child[field].isin(values or [""])).where(child.parenttype == PROJECT).run(pluck=True)
		named = ["Stakeholder", "name", "in", sorted(filter(None, keys)) or [""]]
	else:
		named = [table, field, "in", values or [""]]
	rows = _list(
		"Stakeholder",
		["name", "stakeholder_name", "engagement_stage", "stage_since"],
		[["Stakeholder", "municipality", "=", municipality], named],
		order_by="stakeholder_name asc, name asc",
	)
	# A stakeholder that names an area twice comes twice.
	return tuple(
		{
			row.name: Partner(row.name, row.stakeholder_name, row.engagement_stage, _day(row.stage_since))
			for row in rows
		}.values()
	)


def _projects(in_area: Row) -> tuple[Project, ...]:
	fields = ["name", "project_title", "workflow_state", "field_of_action", "start_date", "end_date"]
	rows = _list("Cooperation Project", fields, in_area, order_by="project_title asc, name asc")
	names = [row.name for row in rows]
	milestones = _rows("Project Milestone", names, "milestone", "due_date", "reached_on")
	participation = _rows("Resident Participation", names, "participation_date", "participants")
	partners = _partner_names(names)
	contributions = _rows(
		"Project Partner", names, "contribution_value", "contribution_hours", "delivered_value", "delivered_hours"
	)
	return tuple(
		Project(
			name=row.name,
			title=row.project_title,
			state=cstr(row.workflow_state),
			field_of_action=cstr(row.field_of_action),
			start=row.start_date,
			end=row.end_date,
			partners=partners[row.name],
			milestones=tuple(
				Milestone(part.milestone, part.due_date, part.reached_on)
				for part in milestones[row.name]
				if part.due_date
			),
			participation=tuple(
				(part.participation_date, part.participants or 0)
				for part in participation[row.name]
				if part.participation_date
			),
			pledged=_sum(contributions[row.name], "contribution_value"),
			pledged_hours=_sum(contributions[row.name], "contribution_hours"),
			delivered=_sum(contributions[row.name], "delivered_value"),
			delivered_hours=_sum(contributions[row.name], "delivered_hours"),
		)
		for row in rows
	)


def _partner_names(projects: list[str]) -> dict[str, tuple[str, ...]]:
	found: dict[str, tuple[str, ...]] = defaultdict(tuple)
	if projects:
		partner, stakeholder = DocType("Project Partner"), DocType("Stakeholder")
		rows = (
			frappe.qb.from_(partner)
			.join(stakeholder)
			.on(stakeholder.name == partner.stakeholder)
			.select(partner.parent, stakeholder.stakeholder_name)
			.where((partner.parenttype == "Cooperation Project") & partner.parent.isin(projects))
			.orderby(partner.parent, partner.idx)
			.run(as_dict=True)
		)
		for row in rows:
			if row.stakeholder_name not in found[row.parent]:
				found[row.parent] += (row.stakeholder_name,)
	return found


def _agreements(municipality: str, projects: list[str]) -> tuple[Agreement, ...]:
	if not projects:
		return ()
	filters = {
		"municipality": municipality,
		"cooperation_project": ["in", projects],
		"workflow_state": ["in", ["Signing", "In Force"]],
	}
	fields = ["name", "agreement_title", "workflow_state", "in_force_since"]
	rows = _list("Cooperation Agreement", fields, filters, order_by="agreement_title asc, name asc")
	parties = _rows("Agreement Party", [row.name for row in rows], "party_name")
	return tuple(
		Agreement(
			row.name,
			row.agreement_title,
			row.workflow_state,
			row.in_force_since,
			tuple(part.party_name for part in parties[row.name] if part.party_name),
		)
		for row in rows
	)


def _gifts(municipality: str, areas: list[str], projects: list[str]) -> tuple[Gift, ...]:
	fields = [
		"name",
		"sponsorship_title",
		"kind",
		"workflow_state",
		"amount",
		"hours",
		"decided_on",
		"received_on",
		"received_amount",
		"deciding_organ",
	]
	rows = _list(
		"Sponsorship",
		fields,
		{"municipality": municipality, "workflow_state": ["not in", ["Declined", "Withdrawn"]]},
		or_filters={"programme_area": ["in", areas or [""]], "cooperation_project": ["in", projects or [""]]},
		order_by="offered_on asc, name asc",
	)
	return tuple(
		Gift(
			name=row.name,
			title=row.sponsorship_title,
			kind=cstr(row.kind),
			state=cstr(row.workflow_state),
			amount=_number(row.amount),
			hours=_number(row.hours),
			decided_on=_day(row.decided_on),
			received_on=row.received_on,
			received_amount=_number(row.received_amount),
			deciding_organ=cstr(row.deciding_organ),
		)
		for row in rows
	)


def _rows(table: str, parents: Iterable[str], *fields: str) -> dict[str, list]:
	found: dict[str, list] = defaultdict(list)
	names = list(parents)
	if names:
		child = DocType(table)
		rows = (
			frappe.qb.from_(child)
			.select(child.parent, *(child[field] for field in fields))
			.where(child.parent.isin(names))
			.orderby(child.parent, child.idx)
			.run(as_dict=True)
		)
		for row in rows:
			found[row.parent].append(row)
	return found


def _sum(rows: list[Row], field: str) -> Decimal:
	return sum((_number(row[field]) for row in rows), Decimal(0))


def _number(value: Any) -> Decimal:
	return Decimal(str(value or 0))


def _day(value: Any) -> datetime.date | None:
	return getdate(value) if value else None
