"""Base class of all our controllers: closes the platform's input gaps once, for every entry.

Desk, REST, web form, import and our own functions all save through `Document`, so one check there holds everywhere.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model import no_value_fields, table_fields
from frappe.model.document import Document
from frappe.model.workflow import get_workflow_name
from frappe.utils import cint, cstr, flt, to_timedelta

from upj_kooperation import permissions
from upj_kooperation.domain.values import FILES, check_value
from upj_kooperation.fences import FENCES

# Frappe and its Workflow write these themselves.
PLATFORM_FIELDS = frozenset({"workflow_state", "amended_from", "naming_series"})


class CooperationDocument(Document):
	"""A document whose input is checked against its own field definitions before anything is written."""

	def extend(self, key: str, value: Any) -> None:
		"""Fill a table; refuse in words what is not a list of rows."""
		if not isinstance(value, list | tuple) or not all(isinstance(row, dict | Document) for row in value):
			frappe.throw(_("{0}: must be a list of rows").format(_(self.meta.get_label(key))))
		super().extend(key, value)

	def record(self, **values: Any) -> "CooperationDocument":
		"""Set read-only fields as a step of the server. What a client sends for such fields is put back."""
		self.update(values)
		self.flags.setdefault("recorded", set()).update(values)
		return self

	def record_row(self, row: Document, **values: Any) -> None:
		"""Set read-only fields of a table row as a step of the server."""
		row.update(values)
		row.flags.setdefault("recorded", set()).update(values)

	def _validate_links(self) -> None:
		# The first step of insert and save that sees all raw values and comes before the first query with them.
		self._refuse_unpublished_web_form()
		self._check_values()
		self._put_back_read_only_fields()
		self._guard_workflow_state()
		if self._doc_before_save:
			permissions.require_scope(self._doc_before_save, self.flags)
		self._check_linked_records()
		super()._validate_links()

	def run_before_save_methods(self) -> None:
		"""Run Frappe's methods, then check that the finished record still lies in the user's scope."""
		super().run_before_save_methods()
		self._guard_docstatus()
		permissions.require_scope(self, self.flags)

	def _refuse_unpublished_web_form(self) -> None:
		name = frappe.form_dict.get("web_form") if frappe.flags.in_web_form else None
		if name and not frappe.get_cached_value("Web Form", name, "published"):
			frappe.throw(_("This form is not open at the moment."), frappe.PermissionError)

	def _check_values(self) -> None:
		problems = [
			_("{0}: {1}").format(label, _(problem.message).format(*problem.values))
			for doc, prefix in self._documents()
			for df in doc.meta.fields
			if df.fieldtype not in table_fields
			and (problem := check_value(df.fieldtype, doc.get(df.fieldname), non_negative=bool(df.non_negative)))
			for label in [prefix + _(df.label or df.fieldname, context=df.parent)]
		]
		if problems:
			frappe.throw("<br>".join(problems), title=_("Please Correct"))

	def _documents(self) -> list[tuple[Document, str]]:
		rows = [
			(row, _("{0}, row {1}: ").format(_(df.label, context=df.parent), index))
			for df in self.meta.get_table_fields()
			for index, row in enumerate(self.get(df.fieldname) or (), start=1)
		]
		return [(self, ""), *rows]

	def _put_back_read_only_fields(self) -> None:
		before = self._doc_before_save
		stored_rows = {row.name: row for row in before.get_all_children()} if before else {}
		for doc, _prefix in self._documents():
			stored = before if doc is self else stored_rows.get(doc.name)
			recorded = doc.flags.get("recorded") or ()
			for df in doc.meta.fields:
				if (
					df.read_only
					and not df.fetch_from
					and df.fieldtype not in table_fields
					and df.fieldname not in PLATFORM_FIELDS
					and df.fieldname not in recorded
				):
					doc.set(df.fieldname, stored.get(df.fieldname) if stored else df.default)

	def _guard_workflow_state(self) -> None:
		# The platform holds a state's "Only Allow Edit For" in the desk alone; REST and import come here.
		before = self._doc_before_save
		workflow = self._workflow()
		if not before or not workflow or self.flags.ignore_permissions:
			return
		state = before.get(workflow.workflow_state_field)
		editors = {row.allow_edit for row in workflow.states if row.state == state}
		if editors & set(frappe.get_roles()) or not self._changed_by_client(before):
			return
		frappe.throw(
			_("In the state {0} only {1} may change this record.").format(
				_(state), ", ".join(_(role) for role in sorted(editors))
			),
			frappe.PermissionError,
			title=_("Not Permitted"),
		)

	def _changed_by_client(self, before: Document) -> bool:
		stored_rows = {row.name: row for row in before.get_all_children()}
		documents = [doc for doc, _prefix in self._documents()]
		if {row.name for row in documents if row is not self} != set(stored_rows):
			return True
		return any(
			not _same(
				df.fieldtype,
				doc.get(df.fieldname),
				(before if doc is self else stored_rows[doc.name]).get(df.fieldname),
			)
			for doc in documents
			for df in doc.meta.fields
			if df.fieldtype not in (*table_fields, *no_value_fields)
			and df.fieldname not in PLATFORM_FIELDS
			and df.fieldname not in (doc.flags.get("recorded") or ())
		)

	def _guard_docstatus(self) -> None:
		workflow = self._workflow()
		if not workflow:
			return
		state = self.get(workflow.workflow_state_field) or workflow.states[0].state
		if any(row.state == state and cint(row.doc_status) == cint(self.docstatus) for row in workflow.states):
			return
		frappe.throw(
			_("Use the actions of the procedure to submit, cancel or end this record."), title=_("Not Permitted")
		)

	def _workflow(self) -> Document | None:
		name = get_workflow_name(self.doctype)
		return frappe.get_cached_doc("Workflow", name) if name else None

	def _check_linked_records(self) -> None:
		if self.flags.ignore_permissions or self.flags.ignore_links:
			return
		before = self._doc_before_save
		stored_rows = {row.name: row for row in before.get_all_children()} if before else {}
		for doc, prefix in self._documents():
			stored = before if doc is self else stored_rows.get(doc.name)
			for df in doc.meta.fields:
				value = doc.get(df.fieldname)
				if not value or (stored and stored.get(df.fieldname) == value):
					continue
				label = prefix + _(df.label or df.fieldname, context=df.parent)
				if df.fieldtype in FILES:
					_require_readable_file(value, label)
				elif df.fieldtype == "Link" and df.options in FENCES:
					_require_readable_link(df.options, value, label)


def _same(fieldtype: str, left: Any, right: Any) -> bool:
	if fieldtype in ("Int", "Check", "Float", "Currency", "Percent"):
		return flt(left) == flt(right)
	if fieldtype == "Time" and left and right:
		return to_timedelta(str(left)) == to_timedelta(str(right))
	return cstr(left) == cstr(right)


def _require_readable_file(file_url: str, label: str) -> None:
	files = frappe.get_all("File", filters={"file_url": file_url}, pluck="name", order_by="creation asc", limit=20)
	if not any(frappe.get_doc("File", name).has_permission("read") for name in files):
		frappe.throw(
			_("{0}: this file does not exist or is not yours. Upload it here.").format(label), frappe.PermissionError
		)


def _require_readable_link(doctype: str, name: str, label: str) -> None:
	fence = FENCES[doctype]
	if permissions.scope_of(doctype=doctype).everything:
		return
	fields = ["name", fence.municipality, *([fence.consultant] if fence.consultant else [])]
	stored = frappe.db.get_value(doctype, name, fields, as_dict=True)
	if stored and not permissions.in_scope(frappe._dict(stored, doctype=doctype)):
		frappe.throw(
			_("{0}: {1} belongs to a municipality or mandate that is not yours.").format(label, name),
			frappe.PermissionError,
		)


def add_list_index(doctype: str) -> None:
	"""Give a fenced DocType the index that its list page needs: fence field first, then the sort field."""
	fence = FENCES[doctype]
	for column in filter(None, (fence.municipality, fence.consultant)):
		if column != "name":
			frappe.db.add_index(doctype, [column, "modified"])
