"""What the office of a challenge group costs and who pays for it, read for the report and the chart (F35)."""

from typing import Any

import frappe
from frappe.query_builder import DocType
from frappe.query_builder.functions import Coalesce

from upj_kooperation.domain import co_financing as rules
from upj_kooperation.domain.values import parse_amount
from upj_kooperation.permissions import fenced

CONTRIBUTION, GROUP = "Office Contribution", "Challenge Group"


def contributions(filters: dict[str, Any]) -> list[frappe._dict]:
	"""Return what was pledged and came in, by group, year and payer, inside the user's fence. One query.

	filters: field to value; those that are empty do not count. A gift says itself what came in through it.
	"""
	one, gift, group = DocType(CONTRIBUTION), DocType("Sponsorship"), DocType(GROUP)
	query = (
		frappe.qb.from_(one)
		.left_join(gift)
		.on(one.sponsorship == gift.name)
		.left_join(group)
		.on(one.challenge_group == group.name)
		.select(one.name, one.challenge_group, group.group_name, one.year, one.side, one.payer_name, one.pledged)
		.select(Coalesce(gift.received_amount, one.received).as_("received"), one.sponsorship)
		.orderby(one.challenge_group, one.year, one.side, one.payer_name, one.name)
	)
	for field in ("challenge_group", "municipality", "year"):
		if filters.get(field):
			query = query.where(one[field] == filters[field])
	return fenced(query, CONTRIBUTION).run(as_dict=True)


def budgets(filters: dict[str, Any]) -> list[frappe._dict]:
	"""Return what the offices cost in Euro, by group and year, inside the user's fence. One query."""
	group, budget = DocType(GROUP), DocType("Office Budget")
	query = (
		frappe.qb.from_(group)
		.join(budget)
		.on((budget.parent == group.name) & (budget.parenttype == GROUP))
		.select(group.name.as_("challenge_group"), group.group_name, budget.year, budget.costs)
		.orderby(group.name, budget.year, budget.name)
	)
	for field, column in (("challenge_group", group.name), ("municipality", group.municipality), ("year", budget.year)):
		if filters.get(field):
			query = query.where(column == filters[field])
	return fenced(query, GROUP).run(as_dict=True)


def plain(row: frappe._dict) -> rules.Contribution:
	"""Return a contribution as plain values."""
	return rules.Contribution(row.side, parse_amount(row.pledged), parse_amount(row.received))
