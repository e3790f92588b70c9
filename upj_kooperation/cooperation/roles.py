"""Reads which enabler roles the municipality played, in which cooperation and when: one query, fenced (F8)."""

from typing import Any

import frappe
from frappe.utils import cint, getdate

from upj_kooperation.domain.cooperation_project import ABANDONED, COMPLETED, TRANSFERRED
from upj_kooperation.domain.enabler_roles import RolePlayed, check_years, period_played
from upj_kooperation.domain.periods import Period
from upj_kooperation.permissions import fenced
from upj_kooperation.refusals import refuse

PROJECT = "Cooperation Project"
OVER = (COMPLETED, TRANSFERRED, ABANDONED)
DEFAULT_YEARS = 5


def years_of(filters: dict[str, Any]) -> range:
	"""Return the years of a table, by default the last five. Raises ValidationError in words for crossed years."""
	last = cint(filters.get("to_year")) or getdate().year
	first = cint(filters.get("from_year")) or last - DEFAULT_YEARS + 1
	refuse(check_years(first, last))
	return range(first, last + 1)


def roles_played(filters: dict[str, Any]) -> list[tuple[RolePlayed, frappe._dict]]:
	"""Return each role with the days on which it was played, and the row that it stands in, by project and row."""
	project, role, area = (frappe.qb.DocType(name) for name in (PROJECT, "Enabler Role", "Programme Area"))
	query = (
		frappe.qb.from_(project)
		.join(role)
		.on((role.parent == project.name) & (role.parenttype == PROJECT))
		.left_join(area)
		.on(area.name == project.programme_area)
		.select(
			project.name,
			project.project_title,
			project.workflow_state,
			project.programme_area,
			area.area_name,
			project.municipality,
			project.end_date,
			role.role,
			role.from_date,
			role.to_date,
		)
		.orderby(project.name)
		.orderby(role.idx)
	)
	for field, column in (
		("municipality", project.municipality),
		("programme_area", project.programme_area),
		("role", role.role),
	):
		if filters.get(field):
			query = query.where(column == filters[field])
	if cint(filters.get("without_area")):
		query = query.where(project.programme_area.isnull() | (project.programme_area == ""))
	today, found = getdate(), []
	for row in fenced(query, PROJECT).run(as_dict=True):
		period = period_played(row.from_date, row.to_date, row.end_date, row.workflow_state in OVER, today)
		if period:
			found.append((RolePlayed(row.programme_area or "", row.role, row.name, period), row))
	return found


def plays_in(period: Period, year: int) -> bool:
	"""Say whether a period has a day in a year."""
	return period.start.year <= year <= period.end.year
