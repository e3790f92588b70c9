"""What we add to ERPNext's Prospect. Nothing here runs when a Prospect is saved."""

from frappe.model.document import Document

from upj_kooperation.stakeholder_relations.parties import follow_rename


def after_rename(doc: Document, method: str, old: str, new: str, merge: bool = False) -> None:
	"""Keep the business partner's key of the stakeholders true after a rename or merge."""
	follow_rename("Prospect", new)
