"""The home workspace "Kooperation": every role opens it, sees its own things, and it costs few queries."""

import json

import frappe
import pytest
from factories import NIENBURG, ensure_municipality, ensure_user
from frappe.desk.desktop import get_desktop_page, get_workspace_sidebar_items
from frappe.desk.doctype.number_card.number_card import get_result

HOME = json.dumps({"name": "Kooperation", "title": "Kooperation", "public": 1})
PERSON = "startseite@nienburg.example"


@pytest.fixture
def user(request: pytest.FixtureRequest) -> None:
	"""Somebody with the one role that the test names."""
	ensure_municipality()
	ensure_user(PERSON, request.param, municipalities=(NIENBURG,))
	frappe.set_user(PERSON)


def shown() -> dict[str, set[str]]:
	"""What the home page offers: shortcuts, cards and charts."""
	page = get_desktop_page(HOME)
	return {
		"shortcuts": {row["link_to"] for row in page["shortcuts"]["items"]},
		"links": {link["link_to"] for card in page["cards"]["items"] for link in card["links"]},
	}


@pytest.mark.parametrize(
	("user", "sees", "not_seen"),
	[
		("Cooperation Manager", {"Stakeholder", "Sponsorship", "Council Paper", "Advisory Session"}, set()),
		("Cooperation Approver", {"Sponsorship", "Council Paper"}, set()),
		("Cooperation Auditor", {"Sponsorship", "Council Paper", "Call Application"}, set()),
		("Programme Office", {"Call Application", "Advisory Session"}, {"Sponsorship", "Council Paper", "Stakeholder"}),
		("Cooperation Adviser", {"Advisory Session"}, {"Sponsorship", "Council Paper", "Stakeholder"}),
	],
	indirect=["user"],
)
def test_each_role_opens_the_home_page_and_sees_its_own_things(user, sees, not_seen):
	assert "Kooperation" in {page["name"] for page in get_workspace_sidebar_items()["pages"]}
	offered = shown()
	assert sees <= offered["shortcuts"]
	assert not not_seen & (offered["shortcuts"] | offered["links"])


@pytest.mark.parametrize("user", ["Cooperation Manager"], indirect=True)
def test_opening_the_home_page_costs_few_queries(user):
	"""Frappe 15 itself asks four times for each number card and six times for each chart, whatever they count."""
	workspace = frappe.get_cached_doc("Workspace", "Kooperation")
	shown()
	before = reads()
	shown()
	cost = reads() - before
	assert cost <= 18 + 4 * len(workspace.number_cards) + 6 * len(workspace.charts)
	assert cost <= 54


def reads() -> int:
	"""How many SELECTs this connection has sent."""
	return int(frappe.db.sql("show session status like 'Com_select'")[0][1])


@pytest.mark.parametrize("user", ["Cooperation Manager"], indirect=True)
def test_the_number_cards_count_behind_the_fence(user):
	workspace = frappe.get_cached_doc("Workspace", "Kooperation")
	for row in workspace.number_cards:
		card = frappe.get_doc("Number Card", row.number_card_name)
		if card.type == "Document Type":
			assert get_result(card, card.filters_json) >= 0
		assert card.is_standard and card.is_public


def test_the_modules_hang_below_the_home_page():
	parents = dict(
		frappe.get_all(
			"Workspace",
			filters={"name": ["in", ["Stakeholder Relations", "Advisory Services", "Cooperation", "Sponsoring"]]},
			fields=["name", "parent_page"],
			order_by="name asc",
			as_list=True,
		)
	)
	assert set(parents.values()) == {"Kooperation"} and len(parents) == 4
	assert frappe.db.get_value("Workspace", "Council Affairs", "parent_page") == "Kooperation"
