"""A challenge group of Saarbrücken: its members, its criteria, its points and the address of its page."""

import frappe
import pytest
from factories import as_user, ensure_municipality, ensure_user
from valid_records import make_valid

from upj_kooperation.challenge_brokering.doctype.challenge_group.challenge_group import WEIGHTS

SAARBRUECKEN = "10041100"


def make_group(**values):
	"""Insert a challenge group in Saarbrücken."""
	ensure_municipality(SAARBRUECKEN, "Saarbrücken")
	return make_valid("Challenge Group", SAARBRUECKEN, **values)


def test_a_new_group_begins_with_the_five_criteria_and_an_address():
	group = make_group(group_name="Die Herausforderung Saarbrücken", criteria=[])
	assert [row.criterion for row in group.criteria] == [
		"Concrete",
		"Bounded in Time",
		"Public Benefit",
		"Not to Be Had Otherwise",
		"Benefit for the Partner",
	]
	assert all(row.required and row.question for row in group.criteria)
	assert group.slug == "die-herausforderung-saarbruecken"
	assert make_group(group_name="Die Herausforderung Saarbrücken").slug == "die-herausforderung-saarbruecken-2"
	group.group_name = "Die Herausforderung an der Saar"
	group.save()
	assert group.slug == "die-herausforderung-saarbruecken", "a printed address stays"


def test_its_own_criteria_stay():
	group = make_group(criteria=[{"criterion": "Im Quartier", "question": "Hilft es dem Quartier?", "required": 0}])
	group.reload()
	assert [(row.criterion, row.required) for row in group.criteria] == [("Im Quartier", 0)]


@pytest.mark.parametrize(
	("values", "message"),
	[
		(
			{"members": [{"member_name": "Erika Beispiel"}, {"member_name": "erika  beispiel"}]},
			"Members, rows 1 and 2: erika  beispiel is in the group twice at the same time.",
		),
		(
			{"members": [{"member_name": "Max", "from_date": "2016-05-01", "to_date": "2016-04-30"}]},
			"Members, row 1: Max leaves before joining.",
		),
		({"weight_area": 101}, "Same Area: at most 100 points are possible."),
		({"status": "Ended", "published": 1}, "A group that has ended takes no requests on the web."),
		({"hold_back_asks": 2, "hold_back_days": 0}, "Say within how many days"),
		(
			{"criteria": [{"criterion": "Konkret", "question": "?"}, {"criterion": "konkret", "question": "??"}]},
			"Criteria, rows 1 and 2 are the same.",
		),
		(
			dict.fromkeys(WEIGHTS, 0),
			"more than 0 points",
		),
	],
)
def test_what_cannot_be_is_refused_in_words(values: dict, message: str):
	ensure_municipality(SAARBRUECKEN, "Saarbrücken")
	before = frappe.db.count("Challenge Group")
	with pytest.raises(frappe.ValidationError, match=message):
		make_group(**values)
	assert frappe.db.count("Challenge Group") == before


def test_another_town_s_manager_neither_reads_nor_makes_one():
	group = make_group()
	jena = ensure_municipality("16053000", "Jena").name
	foreign = ensure_user("kooperation@jena.example", "Cooperation Manager", municipalities=(jena,))
	with as_user(foreign):
		assert not frappe.has_permission("Challenge Group", "read", group)
		with pytest.raises(frappe.PermissionError, match="belongs to a municipality"):
			make_valid("Challenge Group", SAARBRUECKEN, group_name="Fremde Gruppe")
