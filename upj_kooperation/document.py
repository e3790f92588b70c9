"""Base classes of all our controllers: they close the platform's input gaps once, for every entry.

Desk, REST, web form, import and our own functions all save through `Document`, so one check there holds everywhere.
"""

from collections import defaultdict
from collections.abc import Container
from typing import Any, NoReturn

import frappe
from frappe import _
from frappe.model import no_value_fields, table_fields
from frappe.model.document import Document
from frappe.model.workflow import has_approval_access
from frappe.realtime import emit_via_redis, get_user_room
from frappe.utils import cint, cstr, flt, get_datetime, to_timedelta

from upj_kooperation import permissions
from upj_kooperation.domain.values import FILES, NUMBERS, Problem, check_value
from upj_kooperation.fences import FENCES, NAMES_OTHERS

# Frappe and its Workflow write these themselves.
PLATFORM_FIELDS = frozenset({"workflow_state", "amended_from", "naming_series"})
# Columns of every table that a client has no say in; Frappe writes what it is sent.
STANDARD_FIELDS = ("owner", "creation", "_user_tags", "_comments", "_assign", "_liked_by", "_seen")


class CheckedInput(Document):
	"""Refuses input that is no set of fields before Frappe works with it."""

	def update(self, d: dict) -> "CheckedInput":
		"""Take over values; a name must be plain, and no key may hide a method of the document."""
		if not isinstance(d.get("name"), str | int | None) or any(
			callable(getattr(type(self), key, None)) for key in d if isinstance(key, str)
		):
			frappe.throw(_("The data sent for {0} are not a record of it.").format(_(cstr(self.doctype))))
		return super().update(d)


class CooperationRow(CheckedInput):
	"""A row of a table. It is written with its parent, through the parent's checks, and never on its own."""

	def has_permission(self, permtype: str = "read", *, debug: bool = False, user: str | None = None) -> bool:
		"""Say whether the record that the row belongs to is open; Frappe asks for its DocType alone."""
		if self.flags.ignore_permissions:
			return True
		return bool(self.parent) and frappe.has_permission(
			self.parenttype, permtype, self.parent_doc or self.parent, user=user, debug=debug
		)

	def insert(self, *args: Any, **kwargs: Any) -> NoReturn:
		"""Refuse: `/api/resource/<table>` would go past the parent's checks."""
		self._refuse()

	def save(self, *args: Any, **kwargs: Any) -> NoReturn:
		"""Refuse, as insert does."""
		self._refuse()

	def on_trash(self) -> None:
		self._refuse()

	def _refuse(self) -> NoReturn:
		frappe.throw(_("Rows of {0} are changed in the record that they belong to.").format(_(self.doctype)))


class CooperationDocument(CheckedInput):
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

	def step_to(self, state: str) -> "CooperationDocument":
		"""Let a step of the server take the record along a transition of its workflow, whatever the user's role.

		Whoever calls has asked who may take the step: by the secret link, or by the rights on another record.
		"""
		self.set(permissions.workflow_of(self.doctype).workflow_state_field, state)
		self.flags.step_to = state
		return self

	def validate_workflow(self) -> None:
		"""Check the transition as Frappe does; for a step of the server, that the workflow has it at all."""
		wanted, workflow = self.flags.pop("step_to", None), permissions.workflow_of(self.doctype)
		if not wanted or not workflow:
			super().validate_workflow()
			return
		state = self._doc_before_save.get(workflow.workflow_state_field)
		ways = {(row.state, row.next_state) for row in workflow.transitions}
		if wanted != state and (state, wanted) not in ways:
			frappe.throw(
				_("The procedure has no step from {0} to {1}.").format(_(state), _(wanted)), title=_("Not Permitted")
			)

	def _validate_links(self) -> None:
		# The first step of insert and save that sees all raw values and comes before the first query with them.
		self._refuse_foreign_rows()
		self._refuse_closed_web_form()
		self._check_values()
		self._put_back_what_is_not_the_clients()
		if self._doc_before_save:
			permissions.require_scope(self._doc_before_save, self.flags)
			self._guard_workflow()
		self._check_linked_records()
		super()._validate_links()

	def run_before_save_methods(self) -> None:
		"""Run Frappe's methods, then check that the finished record still lies in the user's scope."""
		super().run_before_save_methods()
		self._guard_docstatus()
		permissions.require_scope(self, self.flags)

	def notify_update(self) -> None:
		"""Tell of a change those alone who may know of the record.

		The platform tells lists everywhere: whoever may read the DocType hears name and editor of each record. Of a
		fenced one hear its open forms, which are checked, its consultant, and the other windows of who saves it.
		"""
		if self.doctype not in FENCES:
			super().notify_update()
			return
		if frappe.flags.in_patch:
			return
		message = {"doctype": self.doctype, "name": self.name}
		frappe.publish_realtime(
			"doc_update",
			{**message, "modified": self.modified},
			doctype=self.doctype,
			docname=self.name,
			after_commit=True,
		)
		consultant = FENCES[self.doctype].consultant
		users = {frappe.session.user, self.get(consultant) if consultant else None} - {None}
		rooms = [get_user_room(user) for user in sorted(users)]
		message["user"] = frappe.session.user
		frappe.db.after_commit.add(lambda: [emit_via_redis("list_update", message, room) for room in rooms])

	def _refuse_foreign_rows(self) -> None:
		# Frappe would move a row that is named here out of the record that it belongs to.
		before = self._doc_before_save
		known = {row.name for row in before.get_all_children()} if before else set()
		if before and any(not row.is_new() and row.name not in known for row in self.get_all_children()):
			frappe.throw(_("These data belong to another record. Reload this one and enter them again."))

	def _refuse_closed_web_form(self) -> None:
		name = frappe.form_dict.get("web_form") if frappe.flags.in_web_form else None
		if name and not frappe.get_cached_value("Web Form", name, "published"):
			frappe.throw(_("This form is not open at the moment."), frappe.PermissionError)

	def _check_values(self, only: Container[str] | None = None) -> None:
		problems = [
			_("{0}: {1}").format(label, _(problem.message).format(*problem.values))
			for doc, prefix in self._documents()
			for df in doc.meta.fields
			if df.fieldtype not in table_fields and (only is None or df.fieldname in only)
			if (problem := _problem_of(df, doc.get(df.fieldname)))
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

	def _with_stored(self) -> list[tuple[Document, str, Document | None]]:
		before = self._doc_before_save
		rows = {row.name: row for row in before.get_all_children()} if before else {}
		return [(doc, prefix, before if doc is self else rows.get(doc.name)) for doc, prefix in self._documents()]

	def _put_back_what_is_not_the_clients(self) -> None:
		before = self._doc_before_save
		if before:
			self.update({field: before.get(field) for field in STANDARD_FIELDS})
		self.idx = before.idx if before else 0
		for df in self.meta.get_table_fields():
			for index, row in enumerate(self.get(df.fieldname) or (), start=1):
				row.idx = index
		for doc, _prefix, stored in self._with_stored():
			if doc is not self:
				doc.update({field: (stored or self).get(field) for field in ("owner", "creation")})
			_put_back_fields(doc, stored)

	def _guard_workflow(self) -> None:
		# The platform holds a state's editors and self-approval in the desk alone; REST and import come here.
		before, workflow = self._doc_before_save, permissions.workflow_of(self.doctype)
		if not workflow or (self.flags.ignore_permissions and not frappe.flags.in_web_form):
			return
		# What a visitor may change, and in which state, the functions decide that open a record by its link.
		if permissions.is_opened_by_link(self):
			return
		field, roles = workflow.workflow_state_field, set(frappe.get_roles())
		state = before.get(field) or workflow.states[0].state
		wanted = self.get(field) or state
		self.set(field, wanted)
		ways = [
			row
			for row in workflow.transitions
			if (row.state, row.next_state) == (state, wanted) and row.allowed in roles
		]
		if ways and not any(has_approval_access(frappe.session.user, before, row) for row in ways):
			frappe.throw(
				_("You entered this record yourself, so somebody else has to take this step."),
				frappe.PermissionError,
				title=_("Not Permitted"),
			)
		editors = permissions.editors_of(workflow, state)
		if editors & roles or (frappe.flags.in_web_form and state == workflow.states[0].state):
			return
		if self._changed_by_client():
			frappe.throw(
				_("In the state {0} only {1} may change this record.").format(
					_(state), ", ".join(_(role) for role in sorted(editors))
				),
				frappe.PermissionError,
				title=_("Not Permitted"),
			)

	def _changed_by_client(self) -> bool:
		if len(self.get_all_children()) != len(self._doc_before_save.get_all_children()):
			return True
		return any(
			stored is None or not _same(df.fieldtype, doc.get(df.fieldname), stored.get(df.fieldname))
			for doc, _prefix, stored in self._with_stored()
			for df in doc.meta.fields
			if df.fieldtype not in (*table_fields, *no_value_fields)
			and df.fieldname not in PLATFORM_FIELDS
			and df.fieldname not in (doc.flags.get("recorded") or ())
		)

	def _guard_docstatus(self) -> None:
		workflow = permissions.workflow_of(self.doctype)
		if not workflow:
			return
		state = self.get(workflow.workflow_state_field) or workflow.states[0].state
		if any(row.state == state and cint(row.doc_status) == cint(self.docstatus) for row in workflow.states):
			return
		frappe.throw(
			_("Use the actions of the procedure to submit, cancel or end this record."), title=_("Not Permitted")
		)

	def _check_linked_records(self) -> None:
		files: dict[str, str] = {}
		links: dict[str, dict[str, str]] = defaultdict(dict)
		fetching: dict[str, dict[str, str]] = defaultdict(dict)
		for doc, prefix, stored in self._with_stored():
			for df in doc.meta.fields:
				value = doc.get(df.fieldname)
				if not value or (stored and stored.get(df.fieldname) == value):
					continue
				label = prefix + _(df.label or df.fieldname, context=df.parent)
				if df.fieldtype in FILES:
					files[value] = label
				elif df.fieldtype == "Link":
					if (
						df.options in FENCES
						and (doc.doctype, df.fieldname) not in NAMES_OTHERS
						and not self._is_known_and_open(df.options, value)
					):
						links[df.options][value] = label
					if doc.meta.get_fields_to_fetch(df.fieldname):
						fetching[df.options][value] = label
		# A visitor who fills in a web form has no permissions, but may not reach other people's files either.
		if files and (frappe.flags.in_web_form or not self.flags.ignore_permissions):
			self._require_readable_files(files)
		if self.flags.ignore_links:
			return
		for doctype, labels in fetching.items():
			_require_existing_links(doctype, labels)
		if not self._doc_before_save and self.get("amended_from"):
			self._require_cancelled_original()
		if not self.flags.ignore_permissions:
			for doctype, labels in links.items():
				_require_readable_links(doctype, labels)

	def known_record(self, doctype: str, name: str) -> dict | None:
		"""Return what this save has read of a linked record already, with the fields of its fence; None if nothing."""
		return None

	def _is_known_and_open(self, doctype: str, name: str) -> bool:
		row = self.known_record(doctype, name)
		return row is not None and permissions.in_scope(frappe._dict(row, doctype=doctype))

	def _require_cancelled_original(self) -> None:
		# Frappe copies the files of the original without a look at its state.
		if cint(frappe.db.get_value(self.doctype, self.amended_from, "docstatus")) != 2:
			frappe.throw(_("{0} is not cancelled, so it cannot be amended.").format(self.amended_from))

	def _require_readable_files(self, labels: dict[str, str]) -> None:
		rows = frappe.get_all("File", filters={"file_url": ["in", list(labels)]}, fields=["*"], order_by="creation asc")
		readable = {
			row.file_url
			for row in rows
			if not row.is_private
			or (row.attached_to_doctype, row.attached_to_name) == (self.doctype, self.name)
			or frappe.get_doc({**row, "doctype": "File"}).has_permission("read")
		}
		for file_url, label in labels.items():
			if file_url not in readable:
				frappe.throw(
					_("{0}: this file does not exist or is not yours. Upload it here.").format(label),
					frappe.PermissionError,
				)


def _problem_of(df: Document, value: Any) -> Problem | None:
	options = tuple((df.options or "").split("\n")) if df.fieldtype == "Select" else ()
	return check_value(df.fieldtype, value, non_negative=bool(df.non_negative), options=options)


def _put_back_fields(doc: Document, stored: Document | None) -> None:
	recorded = doc.flags.get("recorded") or ()
	in_web_form = frappe.flags.in_web_form
	defaults = None
	for df in doc.meta.fields:
		if (
			not (df.read_only or (in_web_form and df.permlevel))
			or df.fieldtype in (*table_fields, *no_value_fields)
			or (df.fieldname in PLATFORM_FIELDS and not (stored and df.fieldname == "amended_from"))
			or df.fieldname in recorded
		):
			continue
		if df.fetch_from:
			# Frappe fetches it anew while the link is filled.
			if not doc.get(df.fetch_from.split(".", 1)[0]):
				doc.set(df.fieldname, None)
			continue
		if stored:
			doc.set(df.fieldname, stored.get(df.fieldname))
			continue
		if defaults is None:
			defaults = frappe.new_doc(doc.doctype, as_dict=True)
		doc.set(df.fieldname, defaults.get(df.fieldname))


def _same(fieldtype: str, left: Any, right: Any) -> bool:
	if fieldtype in ("Int", "Check", *NUMBERS):
		return flt(left) == flt(right)
	if left and right and fieldtype == "Time":
		return to_timedelta(str(left)) == to_timedelta(str(right))
	if left and right and fieldtype in ("Date", "Datetime"):
		return get_datetime(left) == get_datetime(right)
	return cstr(left) == cstr(right)


def _require_existing_links(doctype: str, labels: dict[str, str]) -> None:
	# Frappe lets a link to nothing pass where other fields are fetched through it.
	found = frappe.get_all(doctype, filters={"name": ["in", list(labels)]}, pluck="name", order_by="name asc")
	known = {name.casefold() for name in found}
	for name, label in labels.items():
		if name.casefold() not in known:
			frappe.throw(_("{0}: {1} does not exist.").format(label, name), frappe.LinkValidationError)


def _require_readable_links(doctype: str, labels: dict[str, str]) -> None:
	outside = permissions.outside_scope(doctype, list(labels))
	if outside:
		frappe.throw(
			_("{0}: {1} belongs to a municipality or mandate that is not yours.").format(labels[outside], outside),
			frappe.PermissionError,
		)


def add_list_index(doctype: str) -> None:
	"""Give a fenced DocType the index that its list page needs: fence field first, then the sort field."""
	fence = FENCES[doctype]
	for column in filter(None, (fence.municipality, fence.consultant)):
		if column != "name":
			frappe.db.add_index(doctype, [column, "modified"])
