import frappe

from upj_kooperation.document import CooperationDocument


class SupportCapacityUse(CooperationDocument):
	"""How much of an offer is booked in one of its periods; `challenge_brokering/bookings.py` writes it."""


def on_doctype_update() -> None:
	"""Hold one row for each offer and period; the matching finds it by the same key."""
	frappe.db.add_unique("Support Capacity Use", ["offer", "period_start"])
