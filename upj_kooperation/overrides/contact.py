"""What we add to Frappe's Contact. Without a new name, address or link nothing is asked."""

from frappe.model.document import Document

from upj_kooperation.stakeholder_relations.duplicates import refresh_keys
from upj_kooperation.stakeholder_relations.parties import follow_rename
from upj_kooperation.stakeholder_relations.titles import refresh_titles


def on_update(doc: Document, method: str | None = None) -> None:
	"""Keep the titles of a person's relationships true, and the domains by which its stakeholders are found."""
	before = doc.get_doc_before_save()
	if before and before.full_name != doc.full_name:
		refresh_titles(person=doc.name)
	if _identity(doc) != _identity(before):
		refresh_keys(sorted(_stakeholders(doc) | _stakeholders(before)))


def after_delete(doc: Document, method: str | None = None) -> None:
	"""Forget the domains of its mail addresses."""
	refresh_keys(sorted(_stakeholders(doc)))


def after_rename(doc: Document, method: str, old: str, new: str, merge: bool = False) -> None:
	"""Keep the business partner's key of the stakeholders true after a rename or merge."""
	follow_rename("Contact", new)


def _stakeholders(doc: Document | None) -> set[str]:
	return {row.link_name for row in (doc.get("links") if doc else ()) or () if row.link_doctype == "Stakeholder"}


def _identity(doc: Document | None) -> tuple[set[str], set[str]]:
	stakeholders = _stakeholders(doc)
	return stakeholders, {row.email_id for row in doc.get("email_ids") or ()} if stakeholders else set()
