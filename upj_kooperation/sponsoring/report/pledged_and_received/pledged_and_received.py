"""What was pledged, came in and is open: by giver, project, kind, field, area, year, or one by one (F24, F30)."""

from typing import Any

import frappe
from frappe import _
from frappe.query_builder import DocType, Order
from frappe.query_builder.functions import Count, Max, Sum
from frappe.utils import cint, flt
from pypika.queries import QueryBuilder
from pypika.terms import Case, Field

from upj_kooperation.domain import contribution
from upj_kooperation.permissions import fenced
from upj_kooperation.sponsoring.gift_reports import column
from upj_kooperation.stakeholder_relations.links import list_url, narrowed, report_url

GIFT = "Sponsorship"
GIVER, PROJECT, KIND, FIELD, AREA, YEAR, EACH = (
	"Giver",
	"Cooperation Project",
	"Kind",
	"Field of Action",
	"Programme Area",
	"Budget Year",
	"Each Record",
)
# What a row is about: field of the gift that the list behind it is filtered by. The field of action is the project's.
LISTED_BY = {GIVER: "giver", PROJECT: "cooperation_project", KIND: "kind", AREA: "programme_area", YEAR: "budget_year"}
FILTERS = ("municipality", "giver", "kind", "cooperation_project", "programme_area")
SUMS = ("pledged", "received", "open", "hours", "value_of_time")


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict], None, dict | None]:
	"""Return columns, rows and the chart."""
	filters = frappe._dict(filters or {})
	if filters.group_by not in (*LISTED_BY, FIELD, EACH):
		filters.group_by = GIVER
	rows = get_data(filters)
	return get_columns(filters.group_by), rows, None, get_chart(rows, filters.group_by)


def get_columns(group_by: str) -> list[dict]:
	"""Return the report's columns."""
	one = group_by == EACH
	return [
		column("label", _("Sponsorship or Donation") if one else _(group_by), "Data", 280),
		*(
			[column("giver_name", _("Giver"), "Data", 200)]
			if one
			else [column("gifts", _("Number of Gifts"), "Int", 100)]
		),
		column("pledged", _("Pledged in Euro"), "Currency", 130, options="currency"),
		column("received", _("Received in Euro"), "Currency", 130, options="currency"),
		column("open", _("Still Open in Euro"), "Currency", 130, options="currency"),
		column("hours", _("Given Hours"), "Float", 100),
		column("value_of_time", _("Value of the Hours in Euro"), "Currency", 140, options="currency"),
		column("records", _("Records Behind It"), "Data", 160),
	]


def get_data(filters: frappe._dict) -> list[dict[str, Any]]:
	"""Return one row for each group, or each gift, inside the user's fence. One query, whatever the number of gifts."""
	gift, project, area = DocType(GIFT), DocType("Cooperation Project"), DocType("Programme Area")
	query = frappe.qb.from_(gift)
	if filters.group_by in (PROJECT, FIELD) or filters.field_of_action or filters.without == FIELD:
		query = query.left_join(project).on(gift.cooperation_project == project.name)
	if filters.group_by == AREA:
		query = query.left_join(area).on(gift.programme_area == area.name)
	key, label = {
		GIVER: (gift.giver, gift.giver_name),
		PROJECT: (gift.cooperation_project, project.project_title),
		KIND: (gift.kind, gift.kind),
		FIELD: (project.field_of_action, project.field_of_action),
		AREA: (gift.programme_area, area.area_name),
		YEAR: (gift.budget_year, gift.budget_year),
		EACH: (gift.name, gift.sponsorship_title),
	}[filters.group_by]
	query = _within(query, gift, project, filters).select(
		key.as_("key"), *_amounts(gift, label, one=filters.group_by == EACH)
	)
	if filters.group_by != EACH:
		query = query.groupby(key)
	rows = fenced(query, GIFT).orderby(key, order=Order.asc).run(as_dict=True)
	field = LISTED_BY.get(filters.group_by, "field_of_action")
	behind = _behind(filters, field)
	for row in rows:
		if filters.group_by in (KIND, FIELD):
			row.label = _(row.label) if row.label else None
		row.label = str(row.label or _("Not Said"))
		row.currency = "EUR"
		row.records = _address(filters, row, behind, field)
	return sorted(rows, key=lambda row: (-flt(row.pledged), row.label, str(row.key)))


def _within(query: QueryBuilder, gift: DocType, project: DocType, filters: frappe._dict) -> QueryBuilder:
	query = query.where((gift.decision == contribution.ACCEPTED) & gift.workflow_state.isin(_states()))
	for field in FILTERS:
		if filters.get(field):
			query = query.where(gift[field] == filters[field])
	if cint(filters.budget_year):
		query = query.where(gift.budget_year == cint(filters.budget_year))
	if filters.field_of_action:
		query = query.where(project.field_of_action == filters.field_of_action)
	if filters.without in (*LISTED_BY, FIELD):
		missing = project.field_of_action if filters.without == FIELD else gift[LISTED_BY[filters.without]]
		query = query.where(missing.isnull() | (missing == (0 if filters.without == YEAR else "")))
	return query


def _amounts(gift: DocType, label: Field, *, one: bool) -> list[Field]:
	"""Return what is summed up; hours are no money, so that their value stands in a column of its own."""
	time = Case().when(gift.kind.isin(_time()), gift.amount).else_(0)
	money = Case().when(gift.kind.isin(_time()), 0).else_(gift.amount)
	values = {
		"pledged": money,
		"received": gift.received_amount,
		"open": gift.open_amount,
		"hours": gift.hours,
		"value_of_time": time,
	}
	if one:
		return [label.as_("label"), gift.giver_name, *(value.as_(name) for name, value in values.items())]
	sums = [Sum(value).as_(name) for name, value in values.items()]
	return [Max(label).as_("label"), Count("*").as_("gifts"), *sums]


def _time() -> list[str]:
	return sorted(contribution.TIME_GIFTS)


def _states() -> list[str]:
	return sorted(contribution.DECIDED)


def _behind(filters: frappe._dict, field: str) -> str | None:
	"""Return the address of the gifts behind all rows, which each row narrows to its own: their list, or this report.

	field: what the rows are grouped by.
	"""
	chosen = {
		name: filters[name]
		for name in (*FILTERS, "budget_year", "field_of_action")
		if filters.get(name) and name != field
	}
	if _only_the_report_knows(filters):
		return report_url("Pledged and Received", GIFT, {"group_by": EACH, **chosen})
	return list_url(GIFT, {"decision": contribution.ACCEPTED, "docstatus": 1, **chosen})


def _only_the_report_knows(filters: frappe._dict) -> bool:
	"""Say whether rows open this report gift by gift: a list of gifts knows no field of action."""
	return bool(filters.group_by == FIELD or filters.field_of_action or filters.without)


def _address(filters: frappe._dict, row: frappe._dict, behind: str | None, field: str) -> str | None:
	"""Return the address of what a row is the sum of."""
	if filters.group_by == EACH:
		return f"/app/sponsorship/{row.key}"
	if row.key:
		return narrowed(behind, {field: row.key, **({"without": filters.without} if filters.without else {})})
	missing = {"without": filters.group_by} if _only_the_report_knows(filters) else {field: ["is", "not set"]}
	return narrowed(behind, missing)


def get_chart(rows: list[dict], group_by: str) -> dict | None:
	"""Return pledged against received, the ten largest groups."""
	if group_by == EACH or not rows:
		return None
	shown = rows[:10]
	return {
		"data": {
			"labels": [row["label"] for row in shown],
			"datasets": [
				{"name": _("Pledged in Euro"), "values": [flt(row["pledged"]) for row in shown]},
				{"name": _("Received in Euro"), "values": [flt(row["received"]) for row in shown]},
			],
		},
		"type": "bar",
	}
