"""The treasurer's page and reports: pledged and received by each grouping, what is overdue and owed (F24, F30)."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import frappe
import pytest
from factories import (
	BAKERY,
	NIENBURG,
	TAKES_OFFERS,
	ensure_field_of_action,
	ensure_municipality,
	ensure_stakeholder,
	ensure_user,
	make_cooperation_project,
)
from frappe.model.document import Document
from frappe.utils import add_days, flt, getdate, today
from gift_books import TREASURER, accepted_gift, accepted_sponsoring, ensure_books, pay, receive, stored, with_customer
from gift_receipts import as_user
from queries import queries_of

from upj_kooperation.api import sponsoring as api
from upj_kooperation.api import treasury
from upj_kooperation.sponsoring.report.overdue_sponsoring_invoices import overdue_sponsoring_invoices
from upj_kooperation.sponsoring.report.pledged_and_received import pledged_and_received as report

GROUPS = (report.GIVER, report.PROJECT, report.KIND, report.FIELD, report.AREA, report.YEAR, report.EACH)


@pytest.fixture(autouse=True)
def books() -> None:
	"""The town books its donations."""
	ensure_books()


def rows_of(group_by: str, **filters: Any) -> list[dict]:
	return report.execute({"group_by": group_by, **filters})[1]


def test_each_grouping_sums_the_same_gifts_and_opens_the_records_behind_the_sum():
	project = make_cooperation_project(field_of_action=ensure_field_of_action("Lokale Ökonomie"))
	first = accepted_gift(60, cooperation_project=project.name, programme_area=project.programme_area)
	receive(first, 25, last=False)
	other = ensure_stakeholder("Stiftung Weserbogen (erfunden)", "Foundation")
	accepted_gift(40, giver=other.name)
	with as_user(TREASURER):
		for group in GROUPS:
			rows = rows_of(group, municipality=NIENBURG)
			totals = {field: sum(flt(row[field]) for row in rows) for field in ("pledged", "received", "open")}
			assert totals == {"pledged": 100, "received": 25, "open": 75}, group
			columns, shown, _note, chart = report.execute({"group_by": group})
			assert {column["fieldname"] for column in columns} <= {*shown[0], "currency"}
			assert bool(chart) == (group != report.EACH)
			for row in shown:
				assert len(behind(row["records"])) == row.get("gifts", 1), (group, row["label"])
		by_giver = {row["label"]: row for row in rows_of(report.GIVER)}
		assert (by_giver[BAKERY]["received"], by_giver[BAKERY]["open"]) == (25, 35)
		assert behind(by_giver[BAKERY]["records"]) == [first.name]
		by_project = {row["label"]: row for row in rows_of(report.PROJECT)}
		assert by_project["Nordertörtchen"]["pledged"] == 60 and behind(by_project["Nordertörtchen"]["records"])
		assert rows_of(report.EACH, giver=first.giver)[0]["records"] == f"/app/sponsorship/{first.name}"
		assert [row["label"] for row in rows_of(report.YEAR, budget_year=2016)] == ["2016"]
		assert rows_of("'; drop table `tabSponsorship`; --") == rows_of(report.GIVER)


def test_the_records_behind_a_field_of_action_open_with_every_other_choice_kept():
	project = make_cooperation_project(field_of_action=ensure_field_of_action("Lokale Ökonomie"))
	of_field = accepted_gift(60, cooperation_project=project.name)
	other = accepted_gift(40)
	with as_user(TREASURER):
		rows = {row["key"]: row for row in rows_of(report.FIELD, municipality=NIENBURG, budget_year=2016)}
		assert behind(rows["Lokale Ökonomie"]["records"]) == [of_field.name]
		assert behind(rows[None]["records"]) == [other.name]
		for group in GROUPS:
			for row in rows_of(group, field_of_action="Lokale Ökonomie"):
				assert behind(row["records"]) == [of_field.name], group
		assert not rows_of(report.KIND, field_of_action="Lokale Ökonomie", kind="Sponsoring")
		assert rows_of(report.GIVER, without="nonsense", municipality=NIENBURG)[0]["gifts"] == 2


def behind(address: str) -> list[str]:
	"""Return the records that the list, report or form behind a figure shows to the user."""
	parts = urlsplit(address)
	if parts.path == "/app/query-report/Pledged%20and%20Received":
		return sorted(row["key"] for row in report.execute(dict(parse_qsl(parts.query)))[1])
	if parts.path != "/app/sponsorship/view/list":
		return [parts.path.removeprefix("/app/sponsorship/")]
	filters = {key: frappe.parse_json(value) if value[:1] == "[" else value for key, value in parse_qsl(parts.query)}
	return frappe.get_list("Sponsorship", filters=filters, pluck="name", order_by="name asc")


def test_hours_and_their_value_are_counted_beside_the_money():
	accepted_gift(50)
	receive(accepted_gift(40, contribution_form="Working Time", hours=36), 0)
	by_kind = {row["key"]: row for row in rows_of(report.KIND)}
	time = by_kind["Corporate Volunteering"]
	assert (time["hours"], time["value_of_time"], time["pledged"], time["gifts"]) == (36, 40, 0, 1)
	assert by_kind["Money Donation"]["pledged"] == 50


def overdue_invoice() -> tuple[Document, Document]:
	"""Return a sponsoring and its invoice, which was due six days ago."""
	gift = accepted_sponsoring(giver=with_customer())
	with as_user(TAKES_OFFERS):
		invoice = frappe.get_doc("Sales Invoice", api.make_sales_invoice(gift.name))
	days = {"posting_date": add_days(today(), -20), "set_posting_time": 1, "due_date": add_days(today(), -6)}
	return gift, invoice.update({**days, "payment_schedule": []}).submit()


def test_an_overdue_invoice_is_listed_until_it_is_paid():
	gift, invoice = overdue_invoice()
	with as_user(TREASURER):
		columns, rows = overdue_sponsoring_invoices.execute({"municipality": NIENBURG})
		assert [(row["sales_invoice"], row["days"], row["open"]) for row in rows] == [
			(invoice.name, 6, flt(invoice.grand_total))
		]
		assert {column["fieldname"] for column in columns} <= set(rows[0])
		assert treasury.overdue_invoices()["value"] == flt(invoice.grand_total)
		owed = treasury.open_counter_performances()
		assert owed["value"] == 1
	pay(invoice, 100)
	assert treasury.overdue_invoices()["value"] == flt(invoice.grand_total) - 100
	pay(frappe.get_doc("Sales Invoice", invoice.name), flt(invoice.grand_total) - 100)
	assert not overdue_sponsoring_invoices.execute()[1] and treasury.overdue_invoices()["value"] == 0
	with as_user(TAKES_OFFERS):
		delivered = stored(gift)
		delivered.counter_performances[0].delivered_on = today()
		delivered.save()
	assert treasury.open_counter_performances()["value"] == 0


def test_the_treasurers_cards_end_at_the_fence():
	gift, _invoice = overdue_invoice()
	ensure_municipality("03241001", "Hannover")
	foreign = ensure_user("hannover@amt.example", "Cooperation Manager", municipalities=("03241001",))
	nobody = ensure_user("niemand@amt.example", "Accounts Manager")
	with as_user(foreign):
		assert treasury.overdue_invoices()["value"] == treasury.open_counter_performances()["value"] == 0
		assert not treasury.pledged_and_received()["labels"]
		assert not overdue_sponsoring_invoices.execute()[1] and not rows_of(report.GIVER)
	with as_user(nobody):
		for step in (treasury.overdue_invoices, treasury.open_counter_performances, treasury.pledged_and_received):
			with pytest.raises(frappe.PermissionError):
				step()
	with as_user(TREASURER):
		assert treasury.overdue_invoices()["value"] > 0 and treasury.open_counter_performances()["value"] == 1
		assert treasury.pledged_and_received()["labels"] == [str(getdate(gift.offered_on).year)]


def test_a_report_costs_the_same_with_many_gifts():
	accepted_gift(1)
	few = {group: len(queries_of(lambda group=group: rows_of(group))) for group in GROUPS}
	for day in range(1, 6):
		accepted_gift(1, offered_on=f"2016-03-{day:02}")
	assert {group: len(queries_of(lambda group=group: rows_of(group))) for group in GROUPS} == few
