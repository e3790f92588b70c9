"""Tables whose rows are added and stay: who changed what, when and why."""

from frappe.model.document import Document


def keep_rows(doc: Document, table: str, *, only_servers: bool = False) -> list[Document]:
	"""Put back the stored rows of such a table, whatever was sent for them, and return the rows that are new.

	only_servers: rows come from steps of the server (`record_row`); new and changed ones of a client are dropped.
	"""
	stored = doc._doc_before_save.get(table) if doc._doc_before_save else []
	known = {row.name for row in stored}
	sent = {row.name: row for row in doc.get(table)}
	added = [row for name, row in sent.items() if name not in known]
	if only_servers:
		added = [row for row in added if row.flags.recorded]
	kept = [sent[row.name] if _is_the_servers(sent.get(row.name)) else row.as_dict() for row in stored]
	doc.set(table, [*kept, *added])
	for index, row in enumerate(doc.get(table), start=1):
		row.idx = index
	return added


def _is_the_servers(row: Document | None) -> bool:
	return bool(row and row.flags.recorded)
