"""The gap view of a programme area: gathers what the modules know, each with the list behind its numbers.

Later modules bring their part through the hook `upj_gap_sources`, so that this one knows none of them. A source is a
function of (programme area, today) that returns a list of `Source`.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import frappe
from frappe.query_builder.functions import Count, Max
from frappe.utils import getdate
from pypika import Case
from pypika.terms import Term

from upj_kooperation.domain import gap_view as rules
from upj_kooperation.domain.gap_view import FieldCoverage, Tally
from upj_kooperation.domain.meeting import HELD
from upj_kooperation.domain.stakeholder import ENDED
from upj_kooperation.domain.working_group import ACTIVE
from upj_kooperation.stakeholder_relations.links import list_url

HOOK = "upj_gap_sources"
COLUMNS = {
	"working_groups": rules.WORKING_GROUP,
	"projects": rules.PROJECT,
	"partners": rules.PARTNER,
	"stakeholders": rules.STAKEHOLDER,
}


@dataclass(frozen=True)
class Source:
	"""What a module knows of one kind in an area.

	rows: field of action, number, last day (for kinds that are only activities the number is 0); url: the list behind a
	field of action, or the one of a day if a day is given.
	"""

	kind: str
	rows: list[tuple[str, int, datetime.date | None]]
	url: Callable[[str, datetime.date | None], str | None]

	def tallies(self) -> list[Tally]:
		"""Return the rows as the rule takes them."""
		return [Tally(self.kind, field, int(number), last) for field, number, last in self.rows]


@dataclass(frozen=True)
class Line:
	"""A line of the gap view: the coverage, and the address behind each number, by kind, and behind the last day."""

	coverage: FieldCoverage
	urls: dict[str, str | None]
	last_url: str | None


def lines(programme_area: str) -> list[Line]:
	"""Return the lines of the gap view, the gaps first. The caller checks that the user may read the area.

	The number of queries depends on the sources alone.
	"""
	today = getdate()
	fields = frappe.get_all("Field of Action", filters={"enabled": 1}, pluck="name", order_by="name asc")
	sources = [source for path in frappe.get_hooks(HOOK) for source in frappe.get_attr(path)(programme_area, today)]
	tallies = [tally for source in sources for tally in source.tallies()]
	by_kind = {source.kind: source for source in sources}
	return [_line(coverage, by_kind) for coverage in rules.find_gaps(fields, tallies, today)]


def as_rows(programme_area: str) -> list[dict[str, Any]]:
	"""Return the gap view as plain rows: numbers and addresses under the names of the columns."""
	return [
		{
			"field_of_action": line.coverage.field_of_action,
			"status": line.coverage.status,
			"symbol": rules.SYMBOLS[line.coverage.status],
			**{column: line.coverage.numbers.get(kind, 0) for column, kind in COLUMNS.items()},
			"last_activity": line.coverage.last_activity,
			"last_kind": line.coverage.last_kind,
			"missing": list(line.coverage.missing),
			"urls": {
				**{column: line.urls.get(kind) for column, kind in COLUMNS.items()},
				"last_activity": line.last_url,
			},
		}
		for line in lines(programme_area)
	]


def _line(coverage: FieldCoverage, sources: dict[str, Source]) -> Line:
	field = coverage.field_of_action
	urls = {kind: source.url(field, None) for kind, source in sources.items()}
	last = sources[coverage.last_kind].url(field, coverage.last_activity) if coverage.last_kind else None
	return Line(coverage, urls, last)


def until(day: Term, today: datetime.date) -> Term:
	"""Return the last of the days in a column that do not lie ahead."""
	return Max(Case().when(day <= today, day))


def listed(
	doctype: str, filters: dict[str, Any], field: str, day: str
) -> Callable[[str, datetime.date | None], str | None]:
	"""Return what gives the address of a DocType's list for a field of action, narrowed to a day if one is given."""

	def url(name: str, last: datetime.date | None) -> str | None:
		return list_url(doctype, {**filters, field: name, **({day: last.isoformat()} if last else {})})

	return url


def sources(programme_area: str, today: datetime.date) -> list[Source]:
	"""Return this module's part: active groups, their meetings, and stakeholders that care. Three queries."""
	return [
		_groups(programme_area, today),
		_meetings(programme_area, today),
		_stakeholders(programme_area, today),
	]


def _groups(programme_area: str, today: datetime.date) -> Source:
	group = frappe.qb.DocType("Working Group")
	rows = (
		frappe.qb.from_(group)
		.where((group.programme_area == programme_area) & (group.workflow_state == ACTIVE))
		.groupby(group.field_of_action)
		.select(group.field_of_action, Count("*"), until(group.founded_on, today))
		.run()
	)
	filters = {"programme_area": programme_area, "workflow_state": ACTIVE}
	return Source(rules.WORKING_GROUP, rows, listed("Working Group", filters, "field_of_action", "founded_on"))


def _meetings(programme_area: str, today: datetime.date) -> Source:
	meeting = frappe.qb.DocType("Working Group Meeting")
	days = (
		frappe.qb.from_(meeting)
		.where((meeting.programme_area == programme_area) & (meeting.status == HELD))
		.groupby(meeting.field_of_action)
		.select(meeting.field_of_action, until(meeting.meeting_date, today))
		.run()
	)
	filters = {"programme_area": programme_area, "status": HELD}
	url = listed("Working Group Meeting", filters, "field_of_action", "meeting_date")
	return Source(rules.MEETING, [(field, 0, day) for field, day in days], url)


def _stakeholders(programme_area: str, today: datetime.date) -> Source:
	stakeholder = frappe.qb.DocType("Stakeholder")
	area = frappe.qb.DocType("Stakeholder Area")
	theme = frappe.qb.DocType("Stakeholder Field")
	rows = (
		frappe.qb.from_(area)
		.join(stakeholder)
		.on(area.parent == stakeholder.name)
		.join(theme)
		.on((theme.parent == stakeholder.name) & (theme.parenttype == "Stakeholder"))
		.where((area.programme_area == programme_area) & (area.parenttype == "Stakeholder"))
		.where(stakeholder.engagement_stage != ENDED)
		.groupby(theme.field_of_action)
		.select(theme.field_of_action, Count(stakeholder.name).distinct(), until(stakeholder.stage_since, today))
		.run()
	)
	filters = {"Stakeholder Area.programme_area": programme_area, "engagement_stage": ["!=", ENDED]}
	url = listed("Stakeholder", filters, "Stakeholder Field.field_of_action", "stage_since")
	return Source(rules.STAKEHOLDER, rows, url)
