"""ToDo: what is done, postponed or handed over there is carried over to the follow-up that planned it (F3)."""

from frappe.model.document import Document

from upj_kooperation.stakeholder_relations.follow_ups import note_todo


def on_update(doc: Document, method: str | None = None) -> None:
	"""Note changes of a to-do on a stakeholder; other to-dos cost no query."""
	before = doc.get_doc_before_save()
	if not before or doc.reference_type != "Stakeholder":
		return
	if any(before.get(field) != doc.get(field) for field in ("status", "date", "allocated_to")):
		note_todo(doc)
