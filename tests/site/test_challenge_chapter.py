"""The demo's chapter of Saarbrücken, told on its own: eight requests of nonprofits, and how they stand in June 2017."""

import datetime

import frappe
import pytest
from freezegun import freeze_time

from upj_kooperation.demo import challenge
from upj_kooperation.demo.people import COORDINATOR, assign_municipalities, create_users


@pytest.mark.commits
def test_eight_requests_come_in_and_are_checked():
	create_users()
	with freeze_time("2016-01-04 08:00:00", tick=True) as clock:
		for deed in sorted(challenge.deeds(), key=lambda deed: deed.moment):
			clock.move_to(datetime.datetime.fromisoformat(deed.moment))
			frappe.set_user(deed.person.user)
			deed.act()
			frappe.set_user("Administrator")
			assign_municipalities()
	rows = frappe.get_all("Support Request", fields=["workflow_state", "stakeholder"], order_by="name asc")
	states = sorted(row.workflow_state for row in rows)
	assert states == ["Accepted"] * 4 + ["Declined", "Received", "Returned", "Withdrawn"]
	assert sum(bool(row.stakeholder) for row in rows) == 4
	todos = {"reference_type": "Support Request", "status": "Open", "allocated_to": COORDINATOR.user}
	assert frappe.db.count("ToDo", todos) == 6
