"""The demo's chapter of Saarbrücken, told on its own: requests, offers and matches, and how they stand in June 2017."""

import datetime

import frappe
import pytest
from freezegun import freeze_time

from upj_kooperation.api import market_events
from upj_kooperation.challenge_brokering import balance
from upj_kooperation.demo import challenge, challenge_market, challenge_office, challenge_partners
from upj_kooperation.demo.people import COORDINATOR, HAULIER, MEMBERS, assign_municipalities, create_users


def meetings() -> list[str]:
	"""Return the group's meetings."""
	return frappe.get_all("Challenge Group Meeting", pluck="name", order_by="name asc")


@pytest.mark.commits
def test_eight_requests_come_in_and_are_checked():
	create_users()
	told = [*challenge.deeds(), *challenge_partners.deeds(), *challenge_office.deeds(), *challenge_market.deeds()]
	with freeze_time("2016-01-04 08:00:00", tick=True) as clock:
		for deed in sorted(told, key=lambda deed: deed.moment):
			clock.move_to(datetime.datetime.fromisoformat(deed.moment))
			frappe.set_user(deed.person.user)
			deed.act()
			frappe.set_user("Administrator")
			assign_municipalities()
	rows = frappe.get_all("Support Request", fields=["workflow_state", "stakeholder"], order_by="name asc")
	states = sorted(row.workflow_state for row in rows)
	assert states == ["Accepted"] * 2 + ["Brokered", "Declined", "Done", "Received", "Returned", "Withdrawn"]
	assert sum(bool(row.stakeholder) for row in rows) == 4
	standing = frappe.get_all("Partner Match", pluck="workflow_state", order_by="name asc")
	assert sorted(standing) == ["Closed", "Confirmed", "Contacted", "Failed", "Proposed"]
	assert frappe.db.get_value("Challenge Site", {"municipality": challenge.SAARBRUECKEN}, "workflow_state") == "Pilot"
	[run] = frappe.get_all("Matching Run", fields=["status", "requests_done"], order_by="name asc")
	assert (run.status, run.requests_done) == ("Done", 2)
	(agenda,) = [len(frappe.get_doc("Challenge Group Meeting", name).agenda) for name in meetings()]
	assert agenda == 4
	evening = frappe.db.get_value("Market Event", {"event_name": challenge_market.EVENING}, ["name", "status"])
	assert evening[1] == "Closed"
	assert market_events.board(evening[0])["totals"] == {"deals": 7, "hours": 75, "value": 3330}
	called = {"attempted_by": MEMBERS[1].user}
	assert frappe.get_all("Partner Match Attempt", filters=called, pluck="outcome", order_by="name asc") == [
		"Interested"
	]
	assert frappe.db.get_value("Support Offer", {"owner": HAULIER.user}, "status") == "Active"
	assert {"Challenge Group Member"} <= set(frappe.get_roles(MEMBERS[0].user))
	todos = {"reference_type": "Support Request", "status": "Open", "allocated_to": COORDINATOR.user}
	assert frappe.db.count("ToDo", todos) == 6
	whole = balance.total(balance.chosen({"year": 2017, "municipality": challenge.SAARBRUECKEN})).now
	assert (whole.requests, whole.matches, whole.carried_out, whole.failed) == (8, 2, 1, 1)
	assert (whole.hours, whole.value, whole.median_days) == (12 + 75, 900 + 3330, 17)
	assert (whole.deals, whole.deal_hours, whole.deal_value) == (7, 75, 3330)
	assert whole.reasons == {"Partner Declined": 1}
