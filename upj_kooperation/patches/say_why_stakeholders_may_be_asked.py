"""Say of stakeholders that were there before that the town asks them as its public task (Art. 6(1)(e) GDPR)."""

import frappe

from upj_kooperation.stakeholder_relations import followers

PUBLIC_TASK = "Public Task"


def execute() -> None:
	partner = frappe.qb.DocType("Stakeholder")
	unsaid = partner.asking_ground.isnull() | (partner.asking_ground == "")
	names = frappe.qb.from_(partner).select(partner.name).where(unsaid).orderby(partner.name).run(pluck=True)
	if names:
		frappe.qb.update(partner).set(partner.asking_ground, PUBLIC_TASK).where(unsaid).run()
		followers.tell(names)
