"""ERPNext's Task: one that stands for a milestone of a cooperation project tells it how it goes (F18)."""

from frappe.model.document import Document

from upj_kooperation.cooperation import milestone_tasks as tasks


def validate(doc: Document, method: str | None = None) -> None:
	"""Put back what a client wrote into our read-only link: only milestones set it."""
	if tasks.is_ours(doc):
		return
	before = doc.get_doc_before_save()
	doc.set(tasks.FIELD, before.get(tasks.FIELD) if before else None)


def on_update(doc: Document, method: str | None = None) -> None:
	"""Carry days and progress over to the milestone; other tasks cost no query."""
	if doc.get(tasks.FIELD) and not tasks.is_ours(doc):
		tasks.note_task(doc)


def on_trash(doc: Document, method: str | None = None) -> None:
	"""Release the milestone, so that the task can go and a new one can be made."""
	if doc.get(tasks.FIELD):
		tasks.unlink(doc)
