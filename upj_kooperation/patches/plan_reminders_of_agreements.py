"""Plan the next reminder of the agreements that came into force before there were reminders."""

import frappe

from upj_kooperation.cooperation.reminders import next_day
from upj_kooperation.domain.agreement import IN_FORCE

AGREEMENT = "Cooperation Agreement"


def execute() -> None:
	names = frappe.get_all(
		AGREEMENT,
		filters={"workflow_state": IN_FORCE, "remind_on": ["is", "not set"]},
		pluck="name",
		order_by="name asc",
	)
	for name in names:
		doc = frappe.get_doc(AGREEMENT, name)
		doc.db_set("remind_on", next_day(doc), update_modified=False)
