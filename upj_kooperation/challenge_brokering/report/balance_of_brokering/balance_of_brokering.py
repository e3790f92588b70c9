"""The balance of the brokering of a year beside the year before: by field, area, partner, kind, month, reason (F34)."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html, flt, getdate

from upj_kooperation.challenge_brokering import balance
from upj_kooperation.domain import brokering_balance as rules
from upj_kooperation.domain.brokering_balance import Figures
from upj_kooperation.domain.text import neutralised
from upj_kooperation.sponsoring.gift_reports import column
from upj_kooperation.stakeholder_relations.links import narrowed, report_url

REPORT = "Balance of Brokering"
EACH = "Each Record"
# Column of a figure: what it counts, for the records behind it.
COUNTED = {
	"requests": rules.REQUESTS,
	"matches": rules.MATCHES,
	"carried_out": rules.CARRIED_OUT,
	"failed": rules.FAILED,
	"deals": rules.DEALS,
	"hours": rules.GIVEN,
	"value": rules.GIVEN,
	"days": rules.MATCHES,
}
BEFORE = "_before"


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict], str | None, dict | None, list[dict] | None]:
	"""Return columns, rows, the reasons for failure in words, the chart and the figures of the year."""
	filters = frappe._dict(filters or {})
	choice = balance.chosen(filters)
	if filters.group_by == EACH:
		return get_columns(EACH, choice.year), each_record(choice, filters.figure), None, None, None
	group_by = grouping_of(filters)
	lines, whole = balance.table(choice, group_by)
	rows = get_data(choice, group_by, lines, whole)
	return get_columns(group_by, choice.year), rows, _words(whole), _chart(lines), _summary(whole)


def grouping_of(filters: frappe._dict) -> str:
	"""Return what the figures are grouped by; the field of action, if nothing else is said."""
	return filters.group_by if filters.group_by in list(balance.CHOSEN_BY) else balance.FIELD


def get_columns(group_by: str, year: int) -> list[dict]:
	"""Return the report's columns."""
	if group_by == EACH:
		return [
			column("figure_label", _("Counts as"), "Data", 120),
			column("counted_on", _("Date"), "Date", 110),
			column("title", _("Request"), "Data", 280),
			column("organisation_name", _("Organisation"), "Data", 200),
			column("partner_name", _("Partner"), "Data", 200, align="left"),
			column("days", _("Days to Match"), "Int", 180),
			column("hours", _("Given Hours"), "Float", 150, precision=1),
			column("value", _("Value in Euro"), "Currency", 120, options="currency"),
			column("reason_label", _("Reason for Failure"), "Data", 160),
			column("reason", _("Why it Came to Nothing"), "Data", 240),
			column("name", _("Record"), "Dynamic Link", 120, options="doctype"),
		]
	return [
		column("label", _(group_by), "Data", 220),
		*_columns_of(year, ""),
		*_columns_of(year - 1, BEFORE),
	]


def _columns_of(year: int, suffix: str) -> list[dict]:
	return [
		column(f"requests{suffix}", f"{_('Requests')} {year}", "Int", 130),
		column(f"matches{suffix}", f"{_('Matches')} {year}", "Int", 155),
		column(f"carried_out{suffix}", f"{_('Carried Out')} {year}", "Int", 150),
		column(f"failed{suffix}", f"{_('Failed')} {year}", "Int", 165),
		column(f"deals{suffix}", f"{_('Market Agreements')} {year}", "Int", 210),
		column(f"hours{suffix}", f"{_('Given Hours')} {year}", "Float", 185, precision=1),
		column(f"value{suffix}", f"{_('Value in Euro')} {year}", "Currency", 150, options="currency"),
		column(f"days{suffix}", f"{_('Days to Match')} {year}", "Int", 220),
	]


def get_data(choice: balance.Choice, group_by: str, lines: list[balance.Line], whole: balance.Line) -> list[dict]:
	"""Return a row for each group, one for the whole and one for the market events, with the address of the records."""
	found, field = balance.figures_of(choice, group_by), balance.CHOSEN_BY[group_by]
	behind = _address(choice, but=(field, "without"))
	without = {"without": choice.without} if choice.without else {}
	rows = []
	for line in lines:
		own = {field: line.key, **without} if line.key else {"without": group_by}
		rows.append({**_row(line, found), "records": narrowed(behind, own)})
	address = _address(choice)
	rows.append({**_row(whole, balance.figures_of(choice)), "records": address, "bold": 1})
	if whole.now.deals or whole.before.deals:
		rows.append({**_market_row(whole), "records": address})
	return rows


def _row(line: balance.Line, found: list[str]) -> dict[str, Any]:
	row: dict[str, Any] = {"label": neutralised(line.label), "currency": "EUR"}
	for suffix, figures in (("", line.now), (BEFORE, line.before)):
		values = {
			"requests": figures.requests,
			"matches": figures.matches,
			"carried_out": figures.carried_out,
			"failed": figures.failed,
			"deals": figures.deals,
			"hours": flt(figures.hours),
			"value": flt(figures.value),
			"days": figures.median_days,
		}
		row |= {f"{name}{suffix}": value if _is_counted(name, found) else None for name, value in values.items()}
	return row


def _is_counted(name: str, found: list[str]) -> bool:
	return bool({*found} & {*(rules.GIVING if COUNTED[name] == rules.GIVEN else (COUNTED[name],))})


def _market_row(whole: balance.Line) -> dict[str, Any]:
	"""Return what of the whole was agreed on at market events."""
	row: dict[str, Any] = {"label": _("Of it at Market Events"), "currency": "EUR", "market": 1}
	for suffix, figures in (("", whole.now), (BEFORE, whole.before)):
		row |= {f"{name}{suffix}": None for name in COUNTED}
		row |= {
			f"deals{suffix}": figures.deals,
			f"hours{suffix}": flt(figures.deal_hours),
			f"value{suffix}": flt(figures.deal_value),
		}
	return row


def _address(choice: balance.Choice, but: tuple[str, ...] = ()) -> str | None:
	"""Return the address of the records of a choice but for some of its filters; the script adds year and figure."""
	kept = {name: value for name, value in choice._asdict().items() if value and name not in ("year", *but)}
	return report_url(REPORT, balance.MATCH, {"group_by": EACH, **kept})


def each_record(choice: balance.Choice, figure: Any) -> list[dict[str, Any]]:
	"""Return each record behind the figures of the year, once for each figure that it counts in. Five statements."""
	return [
		_record(row) for row in balance.records(choice, figure if figure in [*rules.FIGURES, rules.GIVEN] else None)
	]


def _record(row: frappe._dict) -> dict[str, Any]:
	given, failed = row.figure in rules.GIVING, row.figure == rules.FAILED
	matched = row.figure == rules.MATCHES and row.received_on
	return {
		"figure_label": _(row.figure),
		"counted_on": getdate(row.counted_on),
		"title": neutralised(row.request_title),
		"organisation_name": neutralised(row.organisation_name),
		"partner_name": neutralised(row.partner_name),
		"days": (getdate(row.counted_on) - getdate(row.received_on)).days if matched else None,
		"hours": flt(row.hours) if given else None,
		"value": flt(row.value) if given else None,
		"reason_label": _(row.failure_kind) if failed else None,
		"reason": neutralised(row.reason) if failed else None,
		"name": row.name,
		"doctype": row.doctype,
		"currency": "EUR",
	}


def reasons_of(figures: Figures) -> list[tuple[str, int]]:
	"""Return why matches failed, in the user's language, the most frequent first."""
	return [(_(reason) if reason else _("Not Said"), number) for reason, number in rules.ranked(figures.reasons)]


def _words(whole: balance.Line) -> str | None:
	reasons = reasons_of(whole.now)
	listed = ", ".join(f"{escape_html(reason)} ({number})" for reason, number in reasons)
	return f"{_('Reasons for Failure')}: {listed}" if listed else None


def _summary(whole: balance.Line) -> list[dict]:
	now = whole.now
	figures = (
		(_("Requests"), now.requests, "Int"),
		(_("Matches"), now.matches, "Int"),
		(_("Market Agreements"), now.deals or None, "Int"),
		(_("Given Hours"), flt(now.hours), "Float"),
		(_("Value in Euro"), flt(now.value), "Currency"),
		(_("Days from Request to Match"), now.median_days, "Int"),
	)
	return [
		{"label": label, "value": value, "datatype": datatype, "currency": "EUR"}
		for label, value, datatype in figures
		if value is not None
	]


def _chart(lines: list[balance.Line]) -> dict | None:
	"""Return requests, matches and those carried out of the twelve largest groups, or of the months."""
	if not lines:
		return None
	shown = lines[:12]
	return {
		"data": {
			"labels": [line.label for line in shown],
			"datasets": [
				{"name": _("Requests"), "values": [line.now.requests for line in shown]},
				{"name": _("Matches"), "values": [line.now.matches for line in shown]},
				{"name": _("Carried Out"), "values": [line.now.carried_out for line in shown]},
			],
		},
		"type": "bar",
	}
