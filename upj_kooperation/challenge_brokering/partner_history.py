"""What is known of a partner from earlier matches: when it was asked, and whether it has given support before (F33)."""

import datetime
from collections import defaultdict
from collections.abc import Collection
from typing import Any, NamedTuple

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Max

from upj_kooperation.domain.partner_match import GIVEN
from upj_kooperation.stakeholder_relations.lookups import as_date

MATCH = "Partner Match"


class History(NamedTuple):
	"""last_asked: day of the latest first contact in a match; worked_together: a match was carried out."""

	last_asked: datetime.date | None = None
	worked_together: bool = False


NOTHING = History()


def of(stakeholders: Collection[str], lock: bool = False) -> dict[str, History]:
	"""Return the history of these partners. One statement; lock: as it is at this moment."""
	if not stakeholders:
		return {}
	table = frappe.qb.DocType(MATCH)
	given = Case().when(table.workflow_state.isin(GIVEN), 1).else_(0)
	query = (
		frappe.qb.from_(table)
		.select(table.stakeholder, Max(table.asked_on), Max(given))
		.where(table.stakeholder.isin(sorted(stakeholders)))
		.groupby(table.stakeholder)
	)
	rows = (query.for_update() if lock else query).run()
	return {partner: History(as_date(asked), bool(worked)) for partner, asked, worked in rows}


def asks_since(whose: dict[str, Any], since: datetime.date | None = None) -> dict[str, list[datetime.date]]:
	"""Return the days on which partners were asked. whose: filter, of a town or of partners. One statement."""
	filters = {**whose, "asked_on": [">=", since] if since else ["is", "set"]}
	found: dict[str, list[datetime.date]] = defaultdict(list)
	for row in frappe.get_all(MATCH, filters=filters, fields=["stakeholder", "asked_on"], order_by="name asc"):
		found[row.stakeholder].append(as_date(row.asked_on))
	return found
