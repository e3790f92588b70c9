import frappe

from upj_kooperation.document import CooperationDocument


class SupportOfferTag(CooperationDocument):
	"""One way in which an offer is found; `challenge_brokering/offer_tags.py` writes it (F33)."""


def on_doctype_update() -> None:
	"""Add the index by which the rows of an offer are written anew; candidates are found by the primary key."""
	frappe.db.add_index("Support Offer Tag", ["offer"])
