"""What we add to Frappe's Contact: the titles of a person's relationships follow a new name."""

from frappe.model.document import Document

from upj_kooperation.stakeholder_relations.titles import refresh_titles


def on_update(doc: Document, method: str) -> None:
	"""Keep the titles true. Without a new name nothing is asked of the database."""
	before = doc.get_doc_before_save()
	if before and before.full_name != doc.full_name:
		refresh_titles(person=doc.name)
