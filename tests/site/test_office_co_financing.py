"""The office of the challenge group of Saarbrücken: who pledged, what came in, and what is missing (F35)."""

import frappe
import pytest
from factories import as_user, ensure_municipality, ensure_user, make, make_stakeholder
from queries import queries_of
from valid_records import make_valid

from upj_kooperation.challenge_brokering.report.co_financing_of_the_office import co_financing_of_the_office as report

SAARBRUECKEN = "10041100"


@pytest.fixture
def group():
	"""The group, whose office costs 40,000 Euro in 2016."""
	ensure_municipality(SAARBRUECKEN, "Saarbrücken")
	return make_valid("Challenge Group", SAARBRUECKEN, group_name="Die Herausforderung Saarbrücken")


def payer(name: str, actor_type: str = "Company"):
	"""Make a stakeholder of Saarbrücken."""
	return make_stakeholder(name, actor_type=actor_type, municipality=SAARBRUECKEN)


def pledge(group, pledged: float, payer: str | None = None, **values):
	"""Enter a contribution to the office."""
	values = {"year": 2016, "payer": payer, **values}
	return make("Office Contribution", challenge_group=group.name, pledged=pledged, **values)


def stored_of(group):
	"""Return the names of the contributions to the office."""
	return frappe.get_all(
		"Office Contribution", filters={"challenge_group": group.name}, pluck="name", order_by="name asc"
	)


def test_town_and_companies_pay_together_and_the_report_shows_the_gap(group):
	town = pledge(group, 20_000, payments=[{"received_on": "2016-02-01", "amount": 20_000}])
	assert (town.payer_name, town.side, town.open_amount) == ("Saarbrücken", "Municipality", 0)
	works = payer("Saarwerk (erfunden)")
	pledge(group, 9_000, works.name, payments=[{"received_on": "2016-03-01", "amount": 4_000.50}])
	pledge(group, 1_000, payer("Stiftung Saar (erfunden)", "Foundation").name)
	rows = report.execute({"challenge_group": group.name})[1]
	assert [(row["payer_name"], row["pledged"], row["received"], row["open"], row["share"]) for row in rows] == [
		("Saarwerk (erfunden)", 9_000, 4_000.5, 4_999.5, 30),
		("Saarbrücken", 20_000, 20_000, 0, 66.7),
		("Stiftung Saar (erfunden)", 1_000, 0, 1_000, 3.3),
		(
			"Together (Municipality 67 %, Companies 30 %, Others 3 %)",
			30_000,
			24_000.5,
			5_999.5,
			100,
		),
	]
	assert (rows[-1]["costs"], rows[-1]["gap"]) == (40_000, 10_000)
	chart = report.execute({"challenge_group": group.name})[3]
	assert [one["values"] for one in chart["data"]["datasets"]] == [[40_000], [30_000], [24_000.5]]


def test_a_year_that_nobody_pays_for_shows_its_whole_gap(group):
	group.append("budgets", {"year": 2017, "costs": 41_000})
	group.save()
	rows = report.execute({"challenge_group": group.name, "year": 2017})[1]
	assert [(row["payer_name"], row["pledged"], row["costs"], row["gap"]) for row in rows] == [
		("Together", 0, 41_000, 41_000)
	]


def test_what_came_in_is_read_from_the_gift_and_from_nowhere_else(group):
	works = payer("Saarwerk (erfunden)")
	gift = make_valid("Sponsorship", SAARBRUECKEN, stakeholder=works.name, amount=9_000)
	gift.db_set("kind", "Money Donation")
	contribution = pledge(group, 9_000, works.name, sponsorship=gift.name)
	assert (contribution.received, contribution.open_amount) == (0, 9_000)
	gift.db_set("received_amount", 3_000)
	assert [row["received"] for row in report.execute({"challenge_group": group.name})[1]] == [3_000, 3_000]
	opened = frappe.get_doc("Office Contribution", contribution.name)
	opened.onload()
	assert (opened.received, opened.open_amount) == (3_000, 6_000)
	contribution.append("payments", {"received_on": "2016-03-01", "amount": 10})
	with pytest.raises(frappe.ValidationError, match=f"read from the gift {gift.name}"):
		contribution.save()
	other = payer("Anderes Werk (erfunden)")
	with pytest.raises(frappe.ValidationError, match="comes from another giver"):
		pledge(group, 1_000, other.name, sponsorship=gift.name)


def test_a_payer_stands_once_in_a_year(group):
	works = payer("Saarwerk (erfunden)")
	first = pledge(group, 9_000, works.name)
	with pytest.raises(frappe.UniqueValidationError, match=f"already has a record for 2016: {first.name}"):
		pledge(group, 1_000, works.name)
	assert pledge(group, 1_000, works.name, year=2017)


@pytest.mark.commits
def test_two_who_enter_the_same_payer_at_once_make_one_record(group, in_parallel):
	works = payer("Saarwerk (erfunden)")
	frappe.db.commit()
	calls = [lambda: pledge(group, 9_000, works.name).name] * 4
	outcomes = in_parallel(*calls)
	frappe.db.rollback()
	stored = frappe.get_all(
		"Office Contribution", filters={"challenge_group": group.name}, pluck="name", order_by="name asc"
	)
	assert [outcome.value for outcome in outcomes if outcome.value] == stored and len(stored) == 1
	refused = [str(outcome.error) for outcome in outcomes if outcome.error]
	assert len(refused) == 3 and all("already has a record for 2016" in text for text in refused)


@pytest.mark.parametrize(
	("values", "message"),
	[
		({"pledged": 0}, "Enter what was pledged"),
		({"pledged": -5}, "Pledged in Euro"),
		({"pledged": "NaN"}, "Pledged in Euro"),
		({"year": 16}, "16 is no year"),
		({"payments": [{"received_on": "2099-01-01", "amount": 5}]}, "lies in the future"),
		({"payments": [{"received_on": "2016-01-01", "amount": 0}]}, "enter the amount that came in"),
	],
)
def test_what_cannot_be_is_refused_in_words(group, values, message):
	with pytest.raises(frappe.ValidationError, match=message):
		pledge(group, **{"pledged": 100, **values})
	assert not frappe.db.exists("Office Contribution", {"challenge_group": group.name})


def test_a_payer_of_another_town_is_refused(group):
	ensure_municipality()
	foreign = make_stakeholder("Bäckerei Nordlicht (erfunden)")
	with pytest.raises(frappe.ValidationError, match="belongs to another municipality"):
		pledge(group, 100, foreign.name)


def test_the_report_ends_at_the_fence_and_reads_twice_whatever_its_size(group):
	pledge(group, 20_000)
	few = queries_of(lambda: report.execute({}))
	for number in range(8):
		pledge(group, 100, payer(f"Betrieb {number} (erfunden)").name)
	assert len(queries_of(lambda: report.execute({}))) == len(few)
	jena = ensure_municipality("16053000", "Jena").name
	with as_user(ensure_user("kooperation@jena.example", "Cooperation Manager", municipalities=(jena,))):
		assert report.execute({"challenge_group": group.name})[1] == []
	with as_user(ensure_user("niemand@stadt.example", "Accounts User")), pytest.raises(frappe.PermissionError):
		report.execute({"challenge_group": group.name})
