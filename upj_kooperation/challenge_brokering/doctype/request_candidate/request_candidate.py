import frappe

from upj_kooperation.document import CooperationDocument


class RequestCandidate(CooperationDocument):
	"""A partner found for an open request; `challenge_brokering/found_partners.py` writes and reads it (F33)."""


def on_doctype_update() -> None:
	"""Add the indexes by which a request's rows are read and those of an offer go with it."""
	frappe.db.add_index("Request Candidate", ["request"])
	frappe.db.add_index("Request Candidate", ["offer"])
