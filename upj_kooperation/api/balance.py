"""The balance of the brokering: cards and charts of the workspace, one page for the council, a workbook (F34, F35)."""

from typing import Any

import frappe
from frappe import _

from upj_kooperation.challenge_brokering import balance, balance_papers, co_financing
from upj_kooperation.challenge_brokering.report.balance_of_brokering.balance_of_brokering import REPORT, reasons_of
from upj_kooperation.domain import brokering_balance as rules
from upj_kooperation.domain.values import parse_amount

CARDS = {
	"requests": "Int",
	"matches": "Int",
	"hours": "Float",
	"value": "Currency",
	"median_days": "Int",
}


@frappe.whitelist(methods=["GET", "POST"])
def figure_of_this_year(filters: str | dict | list | None = None) -> dict[str, Any] | str:
	"""Return one of the figures of this year that the user may see, for a number card; a dash where there is none.

	filters: {"figure": its name}.
	"""
	wanted = frappe.parse_json(filters)
	name = wanted.get("figure") if isinstance(wanted, dict) else None
	if name not in list(CARDS):
		name = "matches"
	value = getattr(balance.total(balance.chosen({})).now, name)
	if value is None:
		return "–"
	shown = {"value": float(value), "fieldtype": CARDS[name], "route": ["query-report", REPORT]}
	return {**shown, "options": "EUR"} if name == "value" else shown


@frappe.whitelist(methods=["GET", "POST"])
def by_year() -> dict:
	"""Return the chart of requests, matches, those carried out and market agreements of the last years with any."""
	last = balance.last_year()
	if not last:
		return {"labels": [], "datasets": []}
	years = range(last - rules.YEARS_SHOWN + 1, last + 1)
	found = rules.balance(balance.entries(balance.Choice(last), years))
	shown = [(year, found.get(year, rules.Figures())) for year in years if year >= min(found, default=last)]
	return {
		"labels": [str(year) for year, _figures in shown],
		"datasets": [
			{"name": _("Requests"), "values": [figures.requests for _year, figures in shown]},
			{"name": _("Matches"), "values": [figures.matches for _year, figures in shown]},
			{"name": _("Carried Out"), "values": [figures.carried_out for _year, figures in shown]},
			{"name": _("Market Agreements"), "values": [figures.deals for _year, figures in shown]},
		],
	}


@frappe.whitelist(methods=["GET", "POST"])
def by_field() -> dict:
	"""Return the chart of requests and matches by field of action in the last year in which there were any."""
	last = balance.last_year()
	lines = balance.table(balance.Choice(last), balance.FIELD)[0] if last else []
	shown = [line for line in lines if line.now != rules.Figures()][:10]
	return {
		"labels": [line.label for line in shown],
		"datasets": [
			{"name": f"{_('Requests')} {last}", "values": [line.now.requests for line in shown]},
			{"name": f"{_('Matches')} {last}", "values": [line.now.matches for line in shown]},
		],
	}


@frappe.whitelist(methods=["GET", "POST"])
def failures() -> dict:
	"""Return the chart of why matches failed in the last year in which there was anything."""
	last = balance.last_year()
	reasons = reasons_of(balance.total(balance.Choice(last)).now) if last else []
	return {
		"labels": [reason for reason, _number in reasons],
		"datasets": [{"name": f"{_('Failed')} {last}", "values": [number for _reason, number in reasons]}],
	}


@frappe.whitelist(methods=["GET", "POST"])
def office_by_year() -> dict:
	"""Return the chart of what was pledged and came in for the offices, by year, in Euro. One query."""
	pledged: dict[int, float] = {}
	received: dict[int, float] = {}
	for row in co_financing.contributions({}):
		pledged[row.year] = pledged.get(row.year, 0) + float(parse_amount(row.pledged))
		received[row.year] = received.get(row.year, 0) + float(parse_amount(row.received))
	years = sorted(pledged)
	return {
		"labels": [str(year) for year in years],
		"datasets": [
			{"name": _("Pledged in Euro"), "values": [pledged[year] for year in years]},
			{"name": _("Received in Euro"), "values": [received[year] for year in years]},
		],
	}


@frappe.whitelist(methods=["GET"])
def print_balance(year: int | str, challenge_group: str = "", municipality: str = "") -> None:
	"""Send the balance of a year as one page for the council."""
	_may("print")
	choice = _chosen(year, challenge_group, municipality)
	name = f"{_(REPORT)} {choice.year}.pdf"
	frappe.local.response.update({"filename": name, "filecontent": balance_papers.as_print(choice), "type": "pdf"})


@frappe.whitelist(methods=["GET"])
def export_balance(year: int | str, challenge_group: str = "", municipality: str = "") -> None:
	"""Send the balance of a year as XLSX, with a sheet for each grouping. Texts are never formulas."""
	_may("export")
	choice = _chosen(year, challenge_group, municipality)
	# Refuses a group or town that the user may not read.
	balance_papers.about(choice)
	name = f"{_(REPORT)} {choice.year}.xlsx"
	content = balance_papers.as_workbook(choice)
	frappe.local.response.update({"filename": name, "filecontent": content, "type": "binary"})


def _chosen(year: int | str, challenge_group: str, municipality: str) -> balance.Choice:
	return balance.chosen({"year": year, "challenge_group": challenge_group, "municipality": municipality})


def _may(ptype: str) -> None:
	for doctype in (balance.REQUEST, balance.MATCH):
		frappe.has_permission(doctype, ptype, throw=True)
