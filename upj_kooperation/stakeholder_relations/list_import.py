"""Writes the rows of a checked list: stakeholders with Contact, Address and fields of action, all or none (F1).

Every document is built and checked as an insert checks it; only the statements are joined. Where a town lets something
of its own happen on new records (notifications, webhooks, scripts, assignment rules), each is inserted alone instead.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document, bulk_insert
from frappe.model.naming import make_autoname
from frappe.utils import cint, cstr, escape_html
from frappe.utils.global_search import update_global_search

from upj_kooperation.domain import duplicates as rules
from upj_kooperation.domain.list_rows import Entry
from upj_kooperation.domain.stakeholder import IDENTIFIED
from upj_kooperation.stakeholder_relations import first_contact
from upj_kooperation.stakeholder_relations.duplicates import write_keys
from upj_kooperation.stakeholder_relations.list_plan import Plan, Progress, chunks, known_of, require_rights

DOCTYPES = ("Stakeholder", "Contact", "Address")
# Rows of one statement: a packet of the database holds them with the longest notes.
ROWS = 300
# What a town may have set up to happen on a new record: DocType, field with the record's DocType, further conditions.
LISTENERS = (
	("Notification", "document_type", {"enabled": 1}),
	("Webhook", "webhook_doctype", {"enabled": 1}),
	("Server Script", "reference_doctype", {"disabled": 0, "script_type": "DocType Event"}),
	("Assignment Rule", "document_type", {"disabled": 0}),
	("Milestone Tracker", "document_type", {"disabled": 0}),
	("Auto Repeat", "reference_doctype", {"disabled": 0}),
)


def import_plan(plan: Plan, manager: str | None = None, progress: Progress | None = None) -> int:
	"""Write the plan's entries in the running transaction and return how many stakeholders were made.

	manager: user who looks after them. Raises ValidationError in words where somebody has imported a row meanwhile.
	"""
	require_rights(plan.municipality)
	_make_fields_of_action(plan.entries)
	write = _insert_each if _somebody_listens() else _insert_together
	try:
		write(plan, manager, progress or _nobody)
	except Exception as error:
		if isinstance(error, frappe.UniqueValidationError) or frappe.db.is_unique_key_violation(error):
			frappe.throw(
				_("Somebody has imported rows of this list meanwhile. Nothing was written. Check the list once more."),
				frappe.UniqueValidationError,
				title=_("Already There"),
			)
		raise
	return len(plan.entries)


def stakeholder_values(entry: Entry, municipality: str, manager: str | None) -> dict[str, Any]:
	"""Return the values of the stakeholder that a row becomes."""
	note = "<br>".join(escape_html(line) for line in entry.note.splitlines())
	return {
		"doctype": "Stakeholder",
		"stakeholder_name": entry.name,
		"actor_type": entry.actor_type,
		"municipality": municipality,
		"engagement_stage": IDENTIFIED,
		"industry": entry.industry or None,
		"legal_form": entry.legal_form or None,
		"register_number": entry.register or None,
		"register_court": entry.court or None,
		"website": entry.website or None,
		"relationship_manager": manager,
		"notes": f"<p>{note}</p>" if note else None,
		"fields_of_action": [{"field_of_action": theme} for theme in entry.themes],
	}


def _insert_each(plan: Plan, manager: str | None, progress: Progress) -> None:
	for number, entry in enumerate(plan.entries, start=1):
		doc = frappe.get_doc(stakeholder_values(entry, plan.municipality, manager))
		doc.flags.duplicates_named = doc.flags.from_list = True
		doc.record(import_key=entry.key(plan.municipality)).insert()
		first_contact.enter(entry, doc.name)
		progress(number, len(plan.entries))


def _insert_together(plan: Plan, manager: str | None, progress: Progress) -> None:
	total, done = len(plan.entries), 0
	written: list[Document] = []
	users = _users_by_mail(plan.entries)
	taken = _taken_titles(plan.entries)
	for part in chunks(plan.entries, ROWS):
		names = _next_names(len(part))
		stakeholders, contacts, addresses, keys = [], [], [], []
		for name, entry in zip(names, part, strict=True):
			doc = frappe.get_doc(stakeholder_values(entry, plan.municipality, manager))
			doc.flags.duplicates_named = True
			doc.record(import_key=entry.key(plan.municipality))
			stakeholders.append(_checked(doc, name))
			known = known_of(entry, plan.municipality)
			keys.append((name, plan.municipality, rules.keys_of(known.title, known.register, known.domains)))
			if entry.has_contact:
				contacts.append(_contact(entry, name, users))
			if entry.has_address:
				addresses.append(_address(entry, name, taken))
		for doctype, docs in zip(DOCTYPES, (stakeholders, contacts, addresses), strict=True):
			if docs:
				bulk_insert(doctype, docs, chunk_size=ROWS)
		write_keys(keys)
		written += stakeholders
		done += len(part)
		progress(done, total)
	frappe.db.after_commit.add(lambda: _index(written))


def _checked(doc: Document, name: str) -> Document:
	"""Return a document after the steps of an insert that come before its statements. It has its name already."""
	doc.set("__islocal", True)
	doc._action = "save"
	doc._set_defaults()
	doc.set_user_and_timestamp()
	doc.set_docstatus()
	if hasattr(doc, "_check_values"):
		doc._check_values()
	doc.name = name
	doc.flags.name_set = True
	for row in doc.get_all_children():
		row.name = frappe.generate_hash(length=10)
	doc.set_parent_in_children()
	if doc.doctype == "Stakeholder":
		doc.run_before_save_methods()
	doc._validate()
	return doc


def _contact(entry: Entry, stakeholder: str, users: dict[str, str]) -> Document:
	doc = frappe.get_doc(first_contact.contact_values(entry, stakeholder))
	# The steps of Contact.validate that ask nobody: no avatar service, no query for each row.
	doc.full_name = doc._get_full_name()
	doc.set_primary_email()
	doc.set_primary("phone")
	doc.set_primary("mobile_no")
	doc.user = users.get(cstr(doc.email_id).casefold())
	return _checked(doc, f"{doc.full_name}-{stakeholder}"[:140])


def _address(entry: Entry, stakeholder: str, taken: set[str]) -> Document:
	doc = frappe.get_doc(first_contact.address_values(entry, stakeholder))
	name = f"{entry.name.strip()}-{_(doc.address_type)}"
	if name.casefold() in taken or len(name) > 140:
		name = f"{entry.name.strip()[:100]}-{stakeholder}-{_(doc.address_type)}"
	taken.add(name.casefold())
	return _checked(doc, name)


def _next_names(count: int) -> list[str]:
	"""Return the next names of the series, taken in one step: others wait, and no name is given twice."""
	autoname = frappe.get_meta("Stakeholder").autoname
	first = make_autoname(autoname, "Stakeholder")
	prefix, digits = autoname.split(".", 1)[0], autoname.count("#")
	number = int(first.removeprefix(prefix))
	series = frappe.qb.DocType("Series")
	frappe.qb.update(series).set(series.current, number + count - 1).where(series.name == prefix).run()
	return [f"{prefix}{number + step:0{digits}d}" for step in range(count)]


def _make_fields_of_action(entries: Sequence[Entry]) -> None:
	wanted: dict[str, str] = {}
	for entry in entries:
		wanted.update({theme.casefold(): theme for theme in entry.themes if theme.casefold() not in wanted})
	rows = frappe.get_all("Field of Action", pluck="name", order_by="name asc")
	for theme in sorted(set(wanted) - {name.casefold() for name in rows}):
		frappe.get_doc({"doctype": "Field of Action", "field_name": wanted[theme]}).insert()


def _users_by_mail(entries: Sequence[Entry]) -> dict[str, str]:
	mails = sorted({mail for entry in entries for mail in entry.mails[:1]})
	found: dict[str, str] = {}
	for part in chunks(mails):
		rows = frappe.get_all("User", filters={"email": ["in", part]}, fields=["name", "email"], order_by="name asc")
		found.update({row.email.casefold(): row.name for row in rows})
	return found


def _taken_titles(entries: Sequence[Entry]) -> set[str]:
	kind = _("Office")
	names = sorted({f"{entry.name.strip()}-{kind}" for entry in entries if entry.has_address})
	taken: set[str] = set()
	for part in chunks(names):
		rows = frappe.get_all("Address", filters={"name": ["in", part]}, pluck="name", order_by="name asc")
		taken |= {name.casefold() for name in rows}
	return taken


def _somebody_listens() -> bool:
	counts: dict[str, int] = defaultdict(int)
	for doctype, field, conditions in LISTENERS:
		if frappe.db.table_exists(doctype):
			counts[doctype] = frappe.db.count(doctype, {**conditions, field: ["in", DOCTYPES]})
	follows = frappe.get_cached_value("User", frappe.session.user, "follow_created_documents")
	return any(counts.values()) or bool(cint(follows))


def _index(docs: Sequence[Document]) -> None:
	for doc in docs:
		update_global_search(doc)


def _nobody(done: int, total: int) -> None:
	"""Show progress to nobody."""
