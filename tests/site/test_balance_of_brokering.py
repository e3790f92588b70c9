"""The balance of Saarbrücken's brokering beside Nienburg's: figures, records behind them, paper, workbook (F34)."""

import io
import itertools
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import frappe
import pytest
from challenge_people import (
	GOODS,
	SAARBRUECKEN,
	TRANSPORT,
	accepted,
	fields,
	make_group,
	make_offer,
	make_partner,
)
from factories import NIENBURG, as_user, ensure_area, ensure_municipality, ensure_user
from freezegun import freeze_time
from openpyxl import load_workbook
from queries import queries_of
from valid_records import make_valid

from upj_kooperation.api import balance as api
from upj_kooperation.api import matches
from upj_kooperation.challenge_brokering import balance, balance_papers
from upj_kooperation.challenge_brokering.report.balance_of_brokering import balance_of_brokering as report
from upj_kooperation.patches import date_matches_by_their_history
from upj_kooperation.pdf import texts_of_pages

VERA = "vera@saarbruecken.example"
STAMP = ("2016-01-01 00:00:00", "2016-01-01 00:00:00", "Administrator", "Administrator")
META = ["name", "creation", "modified", "owner", "modified_by"]
GROUPINGS = list(balance.CHOSEN_BY)
DISJOINT = (balance.FIELD, balance.AREA, balance.PARTNER, balance.MONTH)
_numbers = itertools.count(1)


@pytest.fixture
def group():
	"""Saarbrücken's group; its coordinator sees Saarbrücken alone."""
	group = make_group(group_name="Die Herausforderung Saarbrücken")
	ensure_user(VERA, "Cooperation Manager", municipalities=(SAARBRUECKEN,))
	return group


def asked(group: Any, day: str, field: str = "", area: str = "", kinds: tuple[str, ...] = (GOODS,)) -> str:
	"""Write a request that was received on this day, as the steps of a request leave it."""
	name = f"SR-BILANZ{next(_numbers):05}"
	columns = [*META, "request_title", "organisation_name", "challenge_group", "municipality", "received_on"]
	values = [name, *STAMP, "Anfrage", "Verein (erfunden)", group.name, group.municipality, f"{day} 09:30:00"]
	columns += ["field_of_action", "programme_area", "workflow_state"]
	frappe.db.bulk_insert("Support Request", columns, [(*values, field or None, area or None, "Brokered")])
	place = ["parent", "parenttype", "parentfield", "idx", "kind"]
	rows = [(f"{name}-{kind}", *STAMP, name, "Support Request", "kinds", 1, kind) for kind in kinds]
	frappe.db.bulk_insert("Support Request Kind", [*META, *place], rows)
	return name


def matched(group: Any, request: str, partner: Any, state: str = "Confirmed", **values: Any) -> str:
	"""Write a match of this request, as the steps of a match leave it."""
	name = f"PM-BILANZ{next(_numbers):05}"
	known = {
		"request": request,
		"stakeholder": partner.name,
		"partner_name": partner.stakeholder_name,
		"challenge_group": group.name,
		"municipality": group.municipality,
		"workflow_state": state,
		**values,
	}
	frappe.db.bulk_insert("Partner Match", [*META, *known], [(name, *STAMP, *known.values())])
	return name


@pytest.fixture
def year(group):
	"""Saarbrücken's 2016: four requests, three matches, two carried out, one failed; one match of the year before."""
	social, youth = (row["field_of_action"] for row in fields("Soziales", "Jugend"))
	area = ensure_area(SAARBRUECKEN, "Malstatt").name
	smith, van = make_partner("Schlosserei Saar (erfunden)"), make_partner("Spedition Saar (erfunden)")
	first = asked(group, "2016-02-01", social, area, (GOODS, TRANSPORT))
	second, third = asked(group, "2016-03-01", youth), asked(group, "2016-03-31", youth)
	asked(group, "2016-12-31", youth, area)
	before = asked(group, "2015-12-30", social)
	given = {"carried_out_on": "2016-06-01", "hours": 12.5, "value": 900}
	matched(group, first, smith, "Closed", confirmed_on="2016-02-11", **given)
	matched(
		group,
		second,
		van,
		"Carried Out",
		**{**given, "confirmed_on": "2016-03-05", "carried_out_on": "2016-07-01", "hours": 4, "value": 100.5},
	)
	matched(group, before, van, confirmed_on="2016-01-02")
	failed = {"failed_on": "2016-04-01", "failure_kind": "Partner Declined", "reason": "Ausgebucht"}
	matched(group, third, smith, "Failed", confirmed_on="2016-04-01", **failed)
	matched(group, before, smith, "Carried Out", confirmed_on="2015-12-31", carried_out_on="2015-12-31", hours=1)
	return frappe._dict(group=group, social=social, youth=youth, area=area, smith=smith, van=van)


def rows_of(group_by: str = balance.FIELD, **filters: Any) -> list[dict]:
	"""Return the rows of the report for 2016."""
	return report.execute({"year": 2016, "group_by": group_by, **filters})[1]


def figures(row: dict, suffix: str = "") -> tuple:
	"""Return requests, matches, carried out, failed, market agreements, hours, value, days."""
	return tuple(row[f"{name}{suffix}"] for name in report.COUNTED)


def behind(row: dict, figure: str, year: int = 2016) -> list[dict]:
	"""Return the records that a figure opens."""
	filters = dict(parse_qsl(urlsplit(row["records"]).query))
	assert filters["group_by"] == report.EACH
	return report.execute({**filters, "year": str(year), "figure": report.COUNTED[figure]})[1]


def test_the_year_of_saarbruecken_stands_beside_the_year_before(year):
	with as_user(VERA):
		columns, rows, words, chart, summary = report.execute({"year": 2016})
		by_field = {row["label"]: row for row in rows}
		assert figures(by_field["Total"]) == (4, 3, 2, 1, 0, 16.5, 1000.5, 4)
		assert figures(by_field["Total"], report.BEFORE) == (1, 1, 1, 0, 0, 1, 0, 1)
		assert figures(by_field["Soziales"]) == (1, 2, 1, 0, 0, 12.5, 900, 7)
		assert figures(by_field["Jugend"]) == (3, 1, 1, 1, 0, 4, 100.5, 4)
		assert words == "Reasons for Failure: Partner Declined (1)"
		assert [one["value"] for one in summary] == [4, 3, 16.5, 1000.5, 4]
		assert chart["data"]["labels"] == ["Soziales", "Jugend"] or chart["data"]["labels"] == ["Jugend", "Soziales"]
		assert {column["fieldname"] for column in columns} <= {*rows[0], "currency"}
		by_area = {row["label"]: row for row in rows_of(balance.AREA)}
		assert (by_area["Malstatt"]["requests"], by_area["The Whole Town"]["requests"]) == (2, 2)
		by_partner = {row["label"]: row for row in rows_of(balance.PARTNER)}
		assert figures(by_partner["Spedition Saar (erfunden)"]) == (None, 2, 1, 0, 0, 4, 100.5, 4)
		by_kind = {row["label"]: row for row in rows_of(balance.KIND)}
		assert (by_kind[GOODS]["requests"], by_kind[TRANSPORT]["requests"], by_kind["Total"]["requests"]) == (4, 1, 4)
		assert [row["label"] for row in rows_of(balance.MONTH)][:3] == ["January", "February", "March"]
		assert [(row["label"], row["failed"], row["matches"]) for row in rows_of(balance.REASON)] == [
			("Partner Declined", 1, None),
			("Total", 1, 3),
		]
		assert [row["label"] for row in rows_of("'; drop table `tabPartner Match`; --")] == [
			row["label"] for row in rows
		]


def test_every_figure_opens_its_records_and_the_groups_add_up(year):
	with as_user(VERA):
		for group_by in GROUPINGS:
			rows = rows_of(group_by)
			for row in rows:
				for name, suffix in itertools.product(
					("requests", "matches", "carried_out", "failed"), ("", report.BEFORE)
				):
					opened = behind(row, name, 2015 if suffix else 2016)
					assert row[f"{name}{suffix}"] in (None, len(opened)), (group_by, row["label"], name)
				assert row["hours"] in (None, sum(one["hours"] for one in behind(row, "hours"))), (group_by, row)
			if group_by in DISJOINT:
				*groups, whole = rows
				for name in ("matches", "carried_out", "failed", "hours", "value", "matches_before"):
					assert sum(row[name] for row in groups) == whole[name], (group_by, name)
		[failed] = behind(rows_of()[-1], "failed")
		assert (failed["reason_label"], failed["reason"], failed["hours"]) == ("Partner Declined", "Ausgebucht", None)
		only = rows_of(
			challenge_group=year.group.name, programme_area=year.area, kind=TRANSPORT, stakeholder=year.smith.name
		)
		assert figures(only[-1]) == (None, 1, 1, 0, None, 12.5, 900, 10)


def test_agreements_of_a_market_event_have_their_own_line_and_stand_in_the_sums(year):
	def agreed(giver: Any, hours: float, value: float, field: str | None, status: str = "Agreed") -> None:
		known = {
			"giver": giver and giver.name,
			"giver_name": giver.stakeholder_name if giver else "Imbiss am Eck (erfunden)",
			"taker_name": "Verein (erfunden)",
			"given": "Vier Bänke",
			"kind": GOODS,
			"field_of_action": field,
			"hours": hours,
			"value": value,
			"status": status,
			"event_date": "2016-09-15",
			"challenge_group": year.group.name,
			"municipality": SAARBRUECKEN,
		}
		values = (f"MD-BILANZ{next(_numbers):05}", *STAMP, *known.values())
		frappe.db.bulk_insert("Market Deal", [*META, *known], [values])

	agreed(year.smith, 10, 400, year.social)
	agreed(None, 2.5, 50, None)
	agreed(year.smith, 99, 999, year.social, "Withdrawn")
	with as_user(VERA):
		*groups, whole, market = rows_of()
		by_field = {row["label"]: row for row in groups}
		assert figures(whole) == (4, 3, 2, 1, 2, 29, 1450.5, 4)
		assert (market["label"], *figures(market)) == (
			*("Of it at Market Events", None, None, None, None),
			*(2, 12.5, 450, None),
		)
		assert figures(by_field["Soziales"]) == (1, 2, 1, 0, 1, 22.5, 1300, 7)
		assert figures(by_field["Not Said"]) == (0, 0, 0, 0, 1, 2.5, 50, None)
		by_partner = {row["label"]: row for row in rows_of(balance.PARTNER)}
		assert figures(by_partner["Schlosserei Saar (erfunden)"]) == (None, 1, 1, 1, 1, 22.5, 1300, 10)
		assert by_partner["Without a Stakeholder"]["deals"] == 1
		for group_by in GROUPINGS:
			for row in rows_of(group_by):
				assert row["deals"] in (None, len(behind(row, "deals"))), (group_by, row["label"])
				if not row.get("market"):
					assert row["hours"] in (None, sum(one["hours"] for one in behind(row, "hours"))), (group_by, row)
		assert rows_of(programme_area=year.area)[-1]["deals"] is None
		assert sum(api.by_year()["datasets"][3]["values"]) == 2
		api.print_balance(2016, year.group.name)
		[page] = texts_of_pages(frappe.local.response.filecontent)
		assert "12" in page and "450" in page
	ensure_municipality()
	with as_user(ensure_user("leser@amt.example", "Cooperation Manager", municipalities=(NIENBURG,))):
		assert rows_of()[-1]["deals"] == 0


def test_the_steps_of_a_match_date_what_the_balance_counts(group):
	with freeze_time("2016-05-10 09:00:00", tick=True), as_user(VERA):
		request, offers = accepted(group), [make_offer(), make_offer()]
		request.db_set("received_on", "2016-05-01 10:00:00")
		done, failing = (matches.propose(request.name, offer.name) for offer in offers)
		matches.confirm(done)
		matches.log_attempt(failing, "Declined", note="Keine Zeit")
	with freeze_time("2017-01-10 09:00:00", tick=True), as_user(VERA):
		matches.carry_out(done, hours=3)
		other = matches.propose(accepted(group).name, offers[1].name)
		matches.fail(other, "Hat sich erledigt", kind="Need Has Ended")
		with pytest.raises(frappe.ValidationError, match="Reason for Failure"):
			matches.fail(matches.propose(accepted(group).name, offers[1].name), "Warum", kind="<b>Nur so</b>")
	whole = rows_of(challenge_group=group.name)[-1]
	assert (whole["matches"], whole["failed"], whole["carried_out"], whole["days"]) == (1, 1, 0, 9)
	whole = rows_of(challenge_group=group.name, year=2017)[-1]
	assert (whole["matches"], whole["failed"], whole["carried_out"], whole["hours"]) == (0, 1, 1, 3)
	reasons = [row["label"] for row in rows_of(balance.REASON, challenge_group=group.name, year=2017)]
	assert sorted(reasons) == ["Need Has Ended", "Partner Declined", "Total"]


def test_matches_of_before_are_dated_by_their_history(group):
	with freeze_time("2016-05-10 09:00:00", tick=True):
		request, offers = accepted(group), [make_offer(), make_offer(), make_offer()]
		confirmed, declined, old = (matches.propose(request.name, offer.name) for offer in offers)
		matches.confirm(confirmed)
		matches.log_attempt(declined, "Declined", note="Keine Zeit")
		frappe.db.set_value("Partner Match", old, {"workflow_state": "Closed", "carried_out_on": "2016-08-01"})
	dated = {"confirmed_on": None, "failed_on": None, "failure_kind": None}
	frappe.db.set_value("Partner Match", {"request": request.name}, dated, update_modified=False)
	for _again in range(2):
		date_matches_by_their_history.execute()
		columns = ["name", "confirmed_on", "failed_on", "failure_kind"]
		rows = {
			row.pop("name"): [str(value) if value else None for value in row.values()]
			for row in frappe.get_all("Partner Match", {"request": request.name}, columns, order_by="name asc")
		}
		assert rows == {
			confirmed: ["2016-05-10", None, None],
			declined: [None, "2016-05-10", "Partner Declined"],
			old: ["2016-08-01", None, None],
		}


def test_the_balance_ends_at_the_fence_and_is_for_those_who_may_read(year):
	ensure_municipality()
	nienburg = make_valid("Challenge Group", NIENBURG, group_name="Die Herausforderung Nienburg")
	asked(nienburg, "2016-02-01")
	town = {"municipalities": (NIENBURG,)}
	whole = figures(rows_of(challenge_group=year.group.name)[-1])
	for role, scope, sees in (
		("Cooperation Manager", town, 1),
		("Cooperation Approver", town, 1),
		("Cooperation Auditor", {}, 5),
		("System Manager", {}, 5),
	):
		with as_user(ensure_user("leser@amt.example", role, **scope)):
			assert rows_of()[-1]["requests"] == sees, role
			assert sum(api.by_year()["datasets"][0]["values"]) == sees + (sees == 5), role
			assert (api.failures()["labels"] == []) == (sees == 1), role
			foreign = figures(rows_of(challenge_group=year.group.name)[-1])
			assert foreign == (whole if sees == 5 else (0, 0, 0, 0, 0, 0, 0, None)), role
			if sees == 1:
				assert rows_of(report.EACH, challenge_group=year.group.name) == []
				for step in (api.print_balance, api.export_balance):
					with pytest.raises(frappe.PermissionError):
						step(2016, year.group.name)
	for role in ("Cooperation Adviser", "Cooperation Partner", "Accounts User", "Call Reviewer"):
		with as_user(ensure_user("niemand@amt.example", role)):
			for step in (
				lambda: rows_of(),
				lambda: api.figure_of_this_year({"figure": "hours"}),
				api.by_year,
				api.by_field,
				api.failures,
				api.office_by_year,
				lambda: api.print_balance(2016),
				lambda: api.export_balance(2016),
			):
				with pytest.raises(frappe.PermissionError):
					step()


def test_cards_and_charts_show_what_the_user_sees(year):
	with as_user(VERA), freeze_time("2016-09-01 10:00:00"):
		shown = {name: api.figure_of_this_year({"figure": name}) for name in api.CARDS}
		assert [one["value"] for one in shown.values()] == [4, 3, 16.5, 1000.5, 4]
		for wrong in (None, [], "[]", '{"figure": ["hours"]}', {"figure": "name; drop"}):
			assert api.figure_of_this_year(wrong)["value"] == 3
		assert api.by_year() == {
			"labels": ["2015", "2016"],
			"datasets": [
				{"name": "Requests", "values": [1, 4]},
				{"name": "Matches", "values": [1, 3]},
				{"name": "Carried Out", "values": [1, 2]},
				{"name": "Market Agreements", "values": [0, 0]},
			],
		}
		assert api.failures() == {"labels": ["Partner Declined"], "datasets": [{"name": "Failed 2016", "values": [1]}]}
		assert dict(zip(api.by_field()["labels"], api.by_field()["datasets"][1]["values"], strict=True)) == {
			"Jugend": 1,
			"Soziales": 2,
		}
	with as_user(VERA), freeze_time("2014-09-01 10:00:00"):
		assert api.figure_of_this_year({"figure": "median_days"}) == "–"


def test_the_paper_for_the_council_is_one_page_in_german(year):
	for number in range(12):
		request = asked(year.group, "2016-05-01", fields(f"Handlungsfeld {number}")[0]["field_of_action"])
		partner = make_partner(f"Betrieb {number} mit einem langen Namen und Söhne (erfunden)")
		matched(year.group, request, partner, confirmed_on="2016-05-03")
	frappe.local.lang = "de"
	with as_user(VERA):
		api.print_balance(2016, year.group.name)
	sent = frappe.local.response
	assert sent.filename.endswith("2016.pdf")
	[page] = texts_of_pages(sent.filecontent)
	for text in (
		"Jahresbilanz der Vermittlung 2016",
		"Die Herausforderung Saarbrücken",
		"Eingegangene Anfragen 16 1",
		"Bestätigte Vermittlungen 15 1",
		"Geschenkte Stunden 16,5 1,0",
		"Wert in Euro € 1.000,50 € 0,00",
		"(Median) 2 1",
		"Partner hat abgelehnt 1",
		"weitere",
		"Malstatt",
	):
		assert text in page, (text, page[page.find(text[:8]) :][:60])


def test_the_workbook_holds_the_figures_of_the_report_as_numbers(year):
	frappe.db.set_value("Stakeholder", year.smith.name, "stakeholder_name", "=HYPERLINK(1)")
	with as_user(VERA):
		api.export_balance("2016", year.group.name)
		book = load_workbook(io.BytesIO(frappe.local.response.filecontent))
		assert book.sheetnames == [*GROUPINGS, report.EACH]
		for group_by in (*GROUPINGS, report.EACH):
			columns, rows = report.execute({"year": 2016, "group_by": group_by, "challenge_group": year.group.name})[:2]
			head, *cells = book[group_by].iter_rows()
			assert [cell.value for cell in head] == [column["label"] for column in columns]
			assert len(cells) == len(rows)
			for row, line in zip(rows, cells, strict=True):
				for column, cell in zip(columns, line, strict=True):
					value, stored = row[column["fieldname"]], cell.value
					stored = stored.date() if column["fieldtype"] == "Date" else stored
					assert stored == (value if value != "" else None), (group_by, column["label"])
					assert cell.data_type != "f"
					if column["fieldtype"] == "Currency" and value is not None:
						assert cell.data_type == "n" and "€" in cell.number_format
		assert any(row[0].value == "'=HYPERLINK(1)" for row in book[balance.PARTNER].iter_rows())


def test_the_balance_costs_the_same_with_many_records(year):
	def statements() -> dict[str, int]:
		counted = {name: len(queries_of(lambda name=name: rows_of(name))) for name in (*GROUPINGS, report.EACH)}
		choice = balance.chosen({"year": 2016})
		counted["print"] = len(queries_of(lambda: balance_papers._facts(choice)))
		counted["chart"] = len(queries_of(api.by_year))
		return counted

	with as_user(VERA):
		few = statements()
	partners = [make_partner(f"Betrieb {number} (erfunden)") for number in range(20)]
	for number in range(200):
		request = asked(year.group, f"2016-{number % 12 + 1:02}-10", year.social)
		matched(year.group, request, partners[number % 20], confirmed_on="2016-12-20")
	with as_user(VERA):
		assert statements() == few
		assert max(few.values()) <= 30 and few[balance.MONTH] <= 8


@pytest.mark.parametrize(
	("filters", "message"),
	[
		({"year": [2016]}, "Year: must be a single value"),
		({"year": {"$gt": 1}}, "Year: must be a single value"),
		({"year": 10**9}, "is no year"),
		({"year": "2016; drop"}, "Year: must be a whole number"),
		({"year": "-1"}, "is no year"),
		({"year": 1999}, "1999 is no year"),
		({"year": 10**30}, "Year: is too large"),
		({"challenge_group": ["like", "%"]}, "Challenge Group: must be a single value"),
		({"stakeholder": {"a": 1}}, "must be a single value"),
		({"kind": "<script>"}, "must be plain text"),
		({"month": [1]}, "must be a single value"),
		({"without": ["x"]}, "must be a single value"),
	],
)
def test_what_is_no_year_or_no_value_is_refused_in_words(group, filters, message):
	with pytest.raises(frappe.ValidationError, match=message):
		report.execute({"year": 2016, **filters})
	if set(filters) & {"year", "challenge_group"}:
		with pytest.raises((frappe.ValidationError, TypeError)):
			api.export_balance(**{"year": 2016, **filters})


def test_odd_choices_show_nothing_and_break_nothing(year):
	for filters in (
		{"group_by": ["x"]},
		{"group_by": report.EACH, "figure": ["x"]},
		{"month": "abc"},
		{"month": 13},
		{"without": "Month"},
	):
		assert report.execute({"year": 2016, **filters})[1]
	for filters in ({"challenge_group": "CG-00000"}, {"field_of_action": "'; drop"}, {"failure_kind": "%"}):
		assert not rows_of(report.EACH, **filters)
	with pytest.raises(frappe.DoesNotExistError):
		api.print_balance(2016, "CG-00000")
