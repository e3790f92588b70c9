"""Give what came in before instalments were kept its one instalment, and say what is open."""

import frappe

from upj_kooperation.domain import contribution, money_in
from upj_kooperation.domain.values import parse_amount
from upj_kooperation.sponsoring.instalments import ROW
from upj_kooperation.sponsoring.payments import GIFT


def execute() -> None:
	gift = frappe.qb.DocType(GIFT)
	known = {row.parent for row in frappe.get_all(ROW, fields=["parent"], order_by="name asc")}
	received = frappe.get_all(
		GIFT,
		filters={"workflow_state": ["in", sorted(contribution.HAS_COME_IN)], "received_on": ["is", "set"]},
		fields=["name", "received_on", "received_amount", "creation", "owner"],
		order_by="name asc",
	)
	fields = [
		"name",
		"owner",
		"creation",
		"modified",
		"modified_by",
		"docstatus",
		"parent",
		"parenttype",
		"parentfield",
	]
	fields += ["idx", "received_on", "amount", "recorded_by"]
	rows = [
		(
			frappe.generate_hash(length=10),
			*(row.owner, row.creation, row.creation, row.owner, 1, row.name, GIFT, "payments"),
			*(1, row.received_on, float(parse_amount(row.received_amount)), row.owner),
		)
		for row in received
		if row.name not in known
	]
	if rows:
		frappe.db.bulk_insert(ROW, fields, rows)
	unsaid = gift.payment_standing.isnull() | (gift.payment_standing == "")
	frappe.qb.update(gift).set(gift.payment_standing, money_in.COMPLETELY).where(
		unsaid & gift.workflow_state.isin(sorted(contribution.HAS_COME_IN))
	).run()
	frappe.qb.update(gift).set(gift.payment_standing, money_in.NOTHING_YET).set(gift.open_amount, gift.amount).where(
		unsaid & (gift.workflow_state == contribution.ACCEPTED)
	).run()
