"""What the balance of the brokering reads: counted in SQL by year and group, inside the user's fence (F34).

Each figure is one statement over one index, whatever the number of records; `domain/brokering_balance.py` says what
counts in which year and adds up.
"""

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.query_builder import DocType
from frappe.query_builder.functions import Coalesce, Count, Max, Sum
from frappe.utils import cint, formatdate, getdate
from pypika import Case, CustomFunction
from pypika.queries import QueryBuilder
from pypika.terms import Field, Term

from upj_kooperation.domain import brokering_balance as rules
from upj_kooperation.domain.brokering_balance import Entry, Figures
from upj_kooperation.domain.co_financing import check_year
from upj_kooperation.domain.market_event import AGREED
from upj_kooperation.domain.partner_match import BOUND, GIVEN, MatchState
from upj_kooperation.domain.values import check_value, parse_amount
from upj_kooperation.permissions import fenced
from upj_kooperation.refusals import refuse

REQUEST, MATCH, DEAL = "Support Request", "Partner Match", "Market Deal"
FIELD, AREA, PARTNER, KIND, MONTH, REASON = (
	"Field of Action",
	"Programme Area",
	"Partner",
	"Kind of Support",
	"Month",
	"Reason for Failure",
)
# What figures are grouped by, with the filter that chooses one of the groups.
CHOSEN_BY = {
	FIELD: "field_of_action",
	AREA: "programme_area",
	PARTNER: "stakeholder",
	KIND: "kind",
	MONTH: "month",
	REASON: "failure_kind",
}
DAY_OF = CustomFunction("DATE", ["moment"])


class Choice(NamedTuple):
	"""Which records are looked at: one year of the filters' town, group, field, area, partner, kind, month or reason.

	without: the grouping in which they have no group.
	"""

	year: int
	challenge_group: str = ""
	municipality: str = ""
	field_of_action: str = ""
	programme_area: str = ""
	stakeholder: str = ""
	kind: str = ""
	month: int = 0
	failure_kind: str = ""
	without: str = ""

	@property
	def years(self) -> tuple[int, int]:
		"""The year and the one before it."""
		return self.year, self.year - 1


def chosen(filters: dict[str, Any]) -> Choice:
	"""Return checked filters. Raises ValidationError in words for what is no year or no single value."""
	values = {name: filters.get(name) or "" for name in Choice._fields}
	values["year"] = values["year"] or getdate().year
	for name, value in values.items():
		if problem := check_value("Int" if name == "year" else "Data", value):
			frappe.throw(_("{0}: {1}").format(_(frappe.unscrub(name)), _(problem.message)), title=_("Please Correct"))
	year, month = int(values["year"]), cint(values["month"])
	refuse(check_year(year))
	if values["challenge_group"] and not values["municipality"]:
		# The indexes begin with the town.
		town = frappe.db.get_value("Challenge Group", values["challenge_group"], "municipality")
		values["municipality"] = town or ""
	return Choice(**{**values, "year": year, "month": month if 1 <= month <= 12 else 0})


class Tables(NamedTuple):
	"""What a statement reads: the counted record, its day, its request and that request's kinds of support.

	columns: what it is grouped and chosen by, by the name of the filter; an agreement of a market has no request.
	"""

	one: DocType
	day: Field
	request: DocType
	kinds: DocType
	columns: dict[str, Field]


class Line(NamedTuple):
	"""A group, or the whole, of a year and of the year before."""

	key: str
	label: str
	now: Figures
	before: Figures


def table(choice: Choice, group_by: str) -> tuple[list[Line], Line]:
	"""Return a line for each group, the largest first or month by month, and the whole. Eleven statements at most."""
	found = entries(choice, choice.years, group_by)
	whole = rules.balance(found if group_by in (FIELD, AREA, MONTH) else entries(choice, choice.years))
	groups = rules.by_group(found)
	labels = _labels(group_by, [key for key in groups if key])
	lines = [_line(key, labels.get(key, key) or _nobody(group_by), years, choice) for key, years in groups.items()]
	lines.sort(key=lambda line: line.key if group_by == MONTH else (-_size(line.now), -_size(line.before), line.label))
	return lines, _line("", _("Total"), whole, choice)


def total(choice: Choice) -> Line:
	"""Return the whole of a year and of the year before. Five statements."""
	return _line("", _("Total"), rules.balance(entries(choice, choice.years)), choice)


def _line(key: str, label: str, years: dict[int, Figures], choice: Choice) -> Line:
	now, before = (years.get(year, Figures()) for year in choice.years)
	return Line(key, label, now, before)


def _size(figures: Figures) -> int:
	return figures.matches + figures.carried_out + figures.requests + figures.failed + figures.deals


def _nobody(group_by: str) -> str:
	return {AREA: _("The Whole Town"), PARTNER: _("Without a Stakeholder")}.get(group_by) or _("Not Said")


def _labels(group_by: str, keys: list[str]) -> dict[str, str]:
	"""Return what the groups are called. One statement at most."""
	if group_by == MONTH:
		return {key: formatdate(datetime.date(2000, int(key), 1), "LLLL") for key in keys}
	named = {AREA: ("Programme Area", "area_name"), PARTNER: ("Stakeholder", "stakeholder_name")}.get(group_by)
	if not named or not keys:
		return {key: _(key) for key in keys}
	doctype, field = named
	rows = frappe.get_all(doctype, filters={"name": ["in", keys]}, fields=["name", field], order_by="name asc")
	return {row.name: row[field] for row in rows}


def entries(choice: Choice, years: Sequence[int], group_by: str | None = None) -> list[Entry]:
	"""Return what was counted in these years, by group. Five statements at most, whatever the number of records."""
	made = []
	for figure in figures_of(choice, group_by):
		query, tables = _within(figure, choice, years, group_by)
		key = _key(tables, group_by)
		terms = [_year(tables.day, years).as_("counted_year"), *([key.as_("counted_for")] if key else [])]
		more = [] if figure != rules.MATCHES else [DAY_OF(tables.request.received_on).as_("asked"), tables.day]
		if figure == rules.FAILED:
			more = [tables.one.failure_kind]
		sums = [Sum(tables.one.hours), Sum(tables.one.value)] if figure in rules.GIVING else []
		rows = query.select(*terms, *more, Count("*"), *sums).groupby(*terms, *more).run()
		for year, *rest in rows:
			group = _group(group_by, rest.pop(0)) if key else ""
			made.append(_entry(figure, group, year, rest))
	return made


def _entry(figure: str, group: str, year: int, values: list[Any]) -> Entry:
	if figure == rules.REQUESTS:
		return Entry(group, year, requests=values[0])
	if figure == rules.MATCHES:
		asked, confirmed, number = values
		wait = (getdate(confirmed) - getdate(asked)).days if asked else None
		return Entry(group, year, matches=number, wait=wait)
	if figure == rules.FAILED:
		return Entry(group, year, failed=values[1], reason=values[0])
	number, hours, value = values
	given = Entry(group, year, hours=parse_amount(hours), value=parse_amount(value))
	return given._replace(**{"deals" if figure == rules.DEALS else "carried_out": number})


def figures_of(choice: Choice, group_by: str | None = None) -> list[str]:
	"""Return the figures that a choice and a grouping say something of.

	Requests have no partner and do not fail, and an agreement of a market event is not for one area.
	"""
	if group_by == REASON or choice.failure_kind:
		return [rules.FAILED]
	silent = set()
	if group_by == PARTNER or choice.stakeholder or choice.without == PARTNER:
		silent.add(rules.REQUESTS)
	if choice.programme_area:
		silent.add(rules.DEALS)
	return [figure for figure in rules.FIGURES if figure not in silent]


def last_year() -> int | None:
	"""Return the last year in which the user sees a record counted, or None. Five statements."""
	days = []
	for counted in COUNTED.values():
		one = DocType(counted.doctype)
		days += fenced(frappe.qb.from_(one).select(Max(one[counted.day])), counted.doctype).run()[0]
	return max((getdate(day).year for day in days if day), default=None)


def records(choice: Choice, figure: str | None = None) -> list[frappe._dict]:
	"""Return the records behind the figures of a year, each with the figure that it counts in. Five statements."""
	wanted = rules.GIVING if figure == rules.GIVEN else (figure,) if figure else rules.FIGURES
	found = []
	for one in figures_of(choice):
		if one not in wanted:
			continue
		query, tables = _within(one, choice, [choice.year])
		day = tables.day.as_("counted_on")
		query = query.select(tables.one.name, day, *_told(one, tables)).orderby(tables.day, tables.one.name)
		rows = query.run(as_dict=True)
		found += [row.update({"figure": one, "doctype": COUNTED[one].doctype}) for row in rows]
	return found


def _told(figure: str, tables: Tables) -> list[Term]:
	"""Return what is shown of a record behind a figure."""
	one, request = tables.one, tables.request
	if figure == rules.DEALS:
		names = [one.taker_name.as_("organisation_name"), one.giver_name.as_("partner_name")]
		return [one.given.as_("request_title"), *names, one.hours, one.value]
	terms = [request.request_title, request.organisation_name, DAY_OF(request.received_on).as_("received_on")]
	if figure == rules.REQUESTS:
		return terms
	return [*terms, one.partner_name, one.hours, one.value, one.failure_kind, one.reason]


class Counted(NamedTuple):
	"""Where a figure is read: records of a DocType, on a day, in some states (none: whatever the state)."""

	doctype: str
	day: str
	states: tuple[str, ...] = ()
	state_field: str = "workflow_state"


COUNTED = {
	rules.REQUESTS: Counted(REQUEST, "received_on"),
	rules.MATCHES: Counted(MATCH, "confirmed_on", BOUND),
	rules.CARRIED_OUT: Counted(MATCH, "carried_out_on", GIVEN),
	rules.FAILED: Counted(MATCH, "failed_on", (MatchState.FAILED,)),
	rules.DEALS: Counted(DEAL, "event_date", (AGREED,), "status"),
}


def _within(
	figure: str, choice: Choice, years: Sequence[int], group_by: str | None = None
) -> tuple[QueryBuilder, Tables]:
	counted = COUNTED[figure]
	one, request, kinds = DocType(counted.doctype), DocType(REQUEST), DocType("Support Request Kind")
	query = frappe.qb.from_(one)
	columns = {"stakeholder": one.stakeholder, "failure_kind": one.failure_kind}
	columns |= {name: request[name] for name in ("field_of_action", "programme_area")}
	columns["kind"] = kinds.kind
	if figure == rules.DEALS:
		columns = {"stakeholder": one.giver, "field_of_action": one.field_of_action, "kind": one.kind}
	elif counted.doctype == MATCH:
		query = query.join(request).on(one.request == request.name)
	if group_by == KIND and figure != rules.DEALS:
		query = query.join(kinds).on((kinds.parent == request.name) & (kinds.parenttype == REQUEST))
	tables = Tables(one, one[counted.day], request, kinds, columns)
	first, after = rules.span_of(years)
	query = query.where((tables.day >= first) & (tables.day < after))
	if counted.states:
		query = query.where(one[counted.state_field].isin(counted.states))
	for condition in _conditions(choice, tables):
		query = query.where(condition)
	return fenced(query, counted.doctype), tables


def _conditions(choice: Choice, tables: Tables) -> list[Term]:
	columns = {name: tables.one[name] for name in ("challenge_group", "municipality")} | tables.columns
	conditions = [
		column == getattr(choice, name)
		for name, column in columns.items()
		if getattr(choice, name) and column.table is not tables.kinds
	]
	if choice.kind and tables.columns["kind"].table is tables.kinds:
		asked_for = frappe.qb.from_(tables.kinds).select(tables.kinds.parent).where(tables.kinds.kind == choice.kind)
		conditions.append(tables.request.name.isin(asked_for.where(tables.kinds.parenttype == REQUEST)))
	if choice.month:
		first, after = rules.month_of(choice.year, choice.month)
		conditions.append((tables.day >= first) & (tables.day < after))
	missing = tables.columns.get(CHOSEN_BY[choice.without]) if choice.without in (FIELD, AREA, PARTNER) else None
	if missing:
		conditions.append(Coalesce(missing, "") == "")
	return conditions


def _key(tables: Tables, group_by: str | None) -> Term | None:
	if group_by == MONTH:
		return DAY_OF(tables.day)
	column = tables.columns.get(CHOSEN_BY[group_by]) if group_by else None
	return Coalesce(column, "") if column else None


def _group(group_by: str | None, key: Any) -> str:
	return f"{getdate(key).month:02}" if group_by == MONTH else key or ""


def _year(day: Field, years: Sequence[int]) -> Case:
	case = Case()
	for year in sorted(years, reverse=True):
		case = case.when(day >= datetime.date(year, 1, 1), year)
	return case
