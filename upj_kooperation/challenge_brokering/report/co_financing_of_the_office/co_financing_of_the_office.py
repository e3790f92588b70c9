"""Who pays for the office of a challenge group: pledged and received by payer and year, shares and gap (F35)."""

from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from upj_kooperation.challenge_brokering import co_financing
from upj_kooperation.domain import co_financing as rules
from upj_kooperation.domain.values import parse_amount
from upj_kooperation.sponsoring.gift_reports import column


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict], None, dict | None]:
	"""Return columns, rows and the chart."""
	filters = frappe._dict(filters or {})
	filters.year = cint(filters.year) or None
	years = get_data(filters)
	return get_columns(), [row for year in years for row in year["rows"]], None, get_chart(years)


def get_columns() -> list[dict]:
	"""Return the report's columns."""
	return [
		column("group_name", _("Challenge Group"), "Data", 220),
		column("year", _("Year"), "Data", 70),
		column("side", _("Side"), "Data", 110),
		column("payer_name", _("Payer"), "Data", 220),
		column("pledged", _("Pledged in Euro"), "Currency", 130, options="currency"),
		column("received", _("Received in Euro"), "Currency", 130, options="currency"),
		column("open", _("Still Open in Euro"), "Currency", 130, options="currency"),
		column("share", _("Share in Percent"), "Percent", 110),
		column("costs", _("Costs of the Office in Euro"), "Currency", 150, options="currency"),
		column("gap", _("Gap in Euro"), "Currency", 120, options="currency"),
		column("contribution", _("Record"), "Link", 120, options="Office Contribution"),
	]


def get_data(filters: frappe._dict) -> list[dict[str, Any]]:
	"""Return each year of each group: its rows, one for each payer and one for the whole, and its balance.

	Two queries, whatever the number of groups, years and payers. A year with costs that nobody pays for is there too.
	"""
	payers, budgets = co_financing.contributions(filters), co_financing.budgets(filters)
	names = {row.challenge_group: row.group_name for row in (*payers, *budgets)}
	costs = {(row.challenge_group, row.year): parse_amount(row.costs) for row in budgets}
	by_year: dict[tuple[str, int], list[frappe._dict]] = {key: [] for key in costs}
	for row in payers:
		by_year.setdefault((row.challenge_group, row.year), []).append(row)
	return [
		_year(names[group], year, by_year[group, year], costs.get((group, year)))
		for group, year in sorted(by_year, key=lambda key: (names[key[0]], key))
	]


def _year(group_name: str, year: int, payers: list[frappe._dict], costs: Decimal | None) -> dict[str, Any]:
	balance = rules.balance([co_financing.plain(row) for row in payers], costs)
	about = {"group_name": group_name, "year": str(year), "currency": "EUR"}
	rows = [
		{
			**about,
			"side": _(row.side),
			"payer_name": row.payer_name,
			**_money(rules.balance([co_financing.plain(row)], None), of=balance.pledged),
			"contribution": row.name,
		}
		for row in payers
	]
	by_side = zip(rules.SIDES, balance.shares, strict=True)
	shares = [f"{_(side)} {percent(share):.0f} %" for side, share in by_side if share]
	whole = {
		**about,
		"payer_name": _("Together ({0})").format(", ".join(shares)) if shares else _("Together"),
		**_money(balance, of=balance.pledged),
		"costs": None if costs is None else float(costs),
		"gap": None if balance.gap is None else float(balance.gap),
		"bold": 1,
	}
	return {"label": f"{group_name} {year}", "balance": balance, "rows": [*rows, whole]}


def _money(balance: rules.Balance, of: Decimal) -> dict[str, float]:
	return {
		"pledged": float(balance.pledged),
		"received": float(balance.received),
		"open": float(balance.open),
		"share": float(percent(balance.pledged / of if of else rules.NOTHING)),
	}


def percent(share: Decimal) -> Decimal:
	"""Return a share from 0 to 1 as percent with one digit."""
	return (share * 100).quantize(Decimal("0.1"))


def get_chart(years: list[dict[str, Any]]) -> dict | None:
	"""Return costs, pledged and received, year by year; the last ten."""
	if not years:
		return None
	shown = years[-10:]
	return {
		"data": {
			"labels": [year["label"] for year in shown],
			"datasets": [
				{
					"name": _("Costs of the Office in Euro"),
					"values": [float(year["balance"].costs or 0) for year in shown],
				},
				{"name": _("Pledged in Euro"), "values": [float(year["balance"].pledged) for year in shown]},
				{"name": _("Received in Euro"), "values": [float(year["balance"].received) for year in shown]},
			],
		},
		"type": "bar",
	}
