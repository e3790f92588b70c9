"""What a correction of a held session changes, in words for the trace that it leaves (F15)."""

import frappe
from frappe import _
from frappe.model import no_value_fields, table_fields
from frappe.model.document import Document
from frappe.utils.formatters import format_value

# Short enough to be shown with what stood there before; of longer ones the trace says that they changed.
SHORT = frozenset({"Data", "Date", "Float", "Int", "Link", "Select", "Time"})
# The session's own bookkeeping.
NOT_CONTENT = frozenset({"correction_reason", "corrections", "invitations"})


def describe(before: Document, after: Document) -> str:
	"""Return what differs, one line for each field, in the site's language. Empty where nothing differs."""
	lang = frappe.db.get_default("lang") or frappe.local.lang
	lines = []
	for df in after.meta.fields:
		if df.fieldtype in no_value_fields or df.fieldname in NOT_CONTENT:
			continue
		label = _(df.label, lang=lang, context=df.parent)
		if df.fieldtype in table_fields:
			if _rows(before, df.fieldname) != _rows(after, df.fieldname):
				lines.append(label)
			continue
		old, new = (_shown(doc, df, lang) for doc in (before, after))
		if old != new:
			lines.append(f"{label}: {old or '–'} → {new or '–'}" if df.fieldtype in SHORT else label)
	return "\n".join(lines)


def _shown(doc: Document, df: Document, lang: str) -> str:
	value = doc.get(df.fieldname)
	if value in (None, ""):
		return ""
	if df.fieldtype == "Select":
		return _(value, lang=lang)
	return str(format_value(value, df)) if df.fieldtype in ("Date", "Float", "Int", "Time") else str(value)


def _rows(doc: Document, table: str) -> list[tuple]:
	return [
		tuple(str(row.get(df.fieldname) or "") for df in row.meta.fields if df.fieldtype not in no_value_fields)
		for row in doc.get(table)
	]
