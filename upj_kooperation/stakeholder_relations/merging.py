"""Two records of one stakeholder become one: everything that hangs on the one moves to the other (F1).

Frappe's rename_doc(merge=True) moves links, dynamic links, files and versions and deletes the merged record. It is
called from the API; what it does not know stands here and runs in the events before and after it: values and rows of
the record itself, relationships that would contradict each other, to-dos (Frappe deletes some), double tags and shares.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import frappe
from frappe import _
from frappe.model import no_value_fields, table_fields
from frappe.model.document import Document
from frappe.model.dynamic_links import get_dynamic_link_map
from frappe.model.rename_doc import get_link_fields
from frappe.query_builder.functions import Count
from frappe.utils import cstr, escape_html

from upj_kooperation.domain import relationship as relationship_rules
from upj_kooperation.domain import stakeholder_merge as rules
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations.duplicates import refresh_keys
from upj_kooperation.stakeholder_relations.follow_ups import take_over_runs
from upj_kooperation.stakeholder_relations.lookups import as_date
from upj_kooperation.stakeholder_relations.one_giver import tell
from upj_kooperation.stakeholder_relations.titles import refresh_titles

DOCTYPE = "Stakeholder"
RELATIONSHIP = "Stakeholder Relationship"
# Tables in which two rows of one stakeholder would make it its own counterpart.
COUNTERPARTS = (("Agreement Party", "stakeholder"),)
# What Frappe hangs on a record once for each of these values: a second one of the merged record is dropped.
ONCE = (
	("Dynamic Link", "link_doctype", "link_name", ("parenttype", "parent")),
	("DocShare", "share_doctype", "share_name", ("user", "everyone")),
	("Tag Link", "document_type", "document_name", ("tag",)),
	("Document Follow", "ref_doctype", "ref_docname", ("user",)),
)
# Names of records that the platform keeps as plain text: Frappe's renaming leaves them behind.
PLAIN_REFERENCES = (
	("Notification Log", "document_type", "document_name"),
	("Email Queue", "reference_doctype", "reference_name"),
	("Error Log", "reference_doctype", "reference_name"),
)
# Set anew, or no value that somebody entered.
OWN_FIELDS = frozenset(
	{"party_type", "party", "party_key", "municipality", "stage_since", "stage_reason", "import_key"}
)
TOGETHER = "notes"
UNCOUNTED = frozenset({"Stakeholder Key", "Version"})


def lock_pair(kept: str, merged: str) -> tuple[Document, Document]:
	"""Return both records, locked in one order for all, as they are at this moment.

	Raises ValidationError in words where one is gone because somebody else was faster.
	"""
	for name in sorted((kept, merged)):
		if not frappe.db.get_value(DOCTYPE, name, "name", for_update=True):
			refuse(Problem(rules.GONE, (name,)))
	return frappe.get_doc(DOCTYPE, kept, for_update=True), frappe.get_doc(DOCTYPE, merged, for_update=True)


def require_rights(kept: Document, merged: Document) -> None:
	"""Raise PermissionError unless the user may write both records and delete the merged one."""
	kept.check_permission("write")
	merged.check_permission("write")
	merged.check_permission("delete")


def problem_of(kept: Document, merged: Document) -> Problem | None:
	"""Return why the two cannot become one, or None."""
	if problem := rules.check_pair(_record(kept), _record(merged)):
		return problem
	return _both_in_one(kept.name, merged.name) or _wrong_side(kept, merged)


def before(old: str, new: str) -> None:
	"""Check, and move what Frappe's merge would lose. Raises PermissionError, or ValidationError in words."""
	kept, merged = lock_pair(new, old)
	require_rights(kept, merged)
	refuse(problem_of(kept, merged), title=_("Cannot Merge"))
	frappe.flags.upj_merge = {"trace": _trace(kept, merged), "marks": _marks(kept, merged)}
	frappe.local.dynamic_link_map = None
	_join_relationships(kept.name, merged.name)
	_move_rows(kept, merged)
	take_over_runs(kept, merged.name)
	_move_todos(kept.name, merged.name)
	_drop_doubles(kept.name, merged.name)
	_take_values(kept.name, merged)


def after(old: str, new: str) -> None:
	"""Make titles, keys, assignments, marks and the sum of its gifts true of the kept record, and leave the trace."""
	kept = frappe.get_doc(DOCTYPE, new)
	links = frappe.qb.DocType("Dynamic Link")
	frappe.qb.update(links).set(links.link_title, kept.stakeholder_name).where(
		(links.link_doctype == DOCTYPE) & (links.link_name == new)
	).run()
	for doctype, type_field, name_field in PLAIN_REFERENCES:
		table = frappe.qb.DocType(doctype)
		frappe.qb.update(table).set(table[name_field], new).where(
			(table[type_field] == DOCTYPE) & (table[name_field] == old)
		).run()
	refresh_titles(stakeholder=new)
	refresh_keys([new])
	tell([new])
	done = frappe.flags.pop("upj_merge", None) or {"trace": "", "marks": {}}
	assigned = frappe.get_all(
		"ToDo",
		filters={"reference_type": DOCTYPE, "reference_name": new, "status": "Open"},
		pluck="allocated_to",
		order_by="creation asc",
	)
	done["marks"]["_assign"] = json.dumps(sorted(filter(None, set(assigned))))
	frappe.db.set_value(DOCTYPE, new, done["marks"], update_modified=False)
	if done["trace"]:
		kept.add_comment("Info", done["trace"])


def moves(kept: str, merged: str) -> list[dict[str, Any]]:
	"""Return how many entries of each DocType hang on the merged record: [{doctype, count}]. Constant queries."""
	frappe.local.dynamic_link_map = None
	counts: Counter[str] = Counter()
	for doctype, condition in _references(merged):
		table = frappe.qb.DocType(doctype)
		query = frappe.qb.from_(table).select(Count("*"))
		for field, value in condition.items():
			query = query.where(table[field] == value)
		counts[doctype] += query.run()[0][0]
	return [
		{"doctype": doctype, "count": count}
		for doctype, count in sorted(counts.items())
		if count and doctype not in UNCOUNTED
	]


def resolution(kept: str, merged: str) -> rules.Resolution:
	"""Return what becomes of both records' relationships, read so that nobody changes them meanwhile."""
	table = frappe.qb.DocType(RELATIONSHIP)
	pair = [kept, merged]
	rows = (
		frappe.qb.from_(table)
		.select(
			table.name,
			table.from_stakeholder,
			table.person,
			table.to_stakeholder,
			table.relationship_type,
			table.from_date,
			table.to_date,
		)
		.where(table.from_stakeholder.isin(pair) | table.to_stakeholder.isin(pair))
		.orderby(table.name)
		.for_update()
		.run()
	)
	relations = [
		rules.Relation(name, first or person, other, kind, Period(as_date(start), as_date(end)))
		for name, first, person, other, kind, start, end in rows
	]
	return rules.resolve(relations, kept, merged)


def values_of(doc: Document) -> dict[str, Any]:
	"""Return the values of a record that somebody entered, without tables and what is set anew."""
	return {
		df.fieldname: doc.get(df.fieldname)
		for df in doc.meta.fields
		if df.fieldtype not in (*table_fields, *no_value_fields)
		and df.fieldname not in OWN_FIELDS
		and not df.read_only
		and df.fieldname != TOGETHER
	}


def labelled(doc: Document, values: dict[str, Any]) -> list[dict[str, str]]:
	"""Return values with their labels in the user's language: [{label, value}]."""
	return [
		{"label": _(doc.meta.get_label(field), context=DOCTYPE), "value": cstr(doc.get_formatted(field) or value)}
		for field, value in values.items()
	]


def _record(doc: Document) -> rules.Record:
	return rules.Record(doc.name, doc.stakeholder_name, doc.municipality, doc.party_type, doc.party, doc.is_locked)


def _both_in_one(kept: str, merged: str) -> Problem | None:
	for doctype, field in COUNTERPARTS:
		table, other = frappe.qb.DocType(doctype), frappe.qb.DocType(doctype).as_("other")
		rows = (
			frappe.qb.from_(table)
			.join(other)
			.on((other.parent == table.parent) & (other.parenttype == table.parenttype))
			.select(table.parenttype, table.parent)
			.where((table[field] == kept) & (other[field] == merged))
			.limit(1)
			.run()
		)
		if rows:
			return Problem(rules.BOTH_IN_ONE, rows[0])
	return None


def _wrong_side(kept: Document, merged: Document) -> Problem | None:
	if kept.actor_type == merged.actor_type:
		return None
	relation, allowed = frappe.qb.DocType(RELATIONSHIP), frappe.qb.DocType("Relationship Actor Type")
	for side, field in (
		(relationship_rules.FROM, relation.from_stakeholder),
		(relationship_rules.TO, relation.to_stakeholder),
	):
		rows = (
			frappe.qb.from_(relation)
			.join(allowed)
			.on((allowed.parent == relation.relationship_type) & (allowed.side == side))
			.select(relation.name, relation.relationship_title, allowed.actor_type)
			.where((field == merged.name) & (relation.to_stakeholder != kept.name))
			.where(relation.from_stakeholder.isnull() | (relation.from_stakeholder != kept.name))
			.orderby(relation.name)
			.run()
		)
		titles = {name: title for name, title, _type in rows}
		fits = {name for name, _title, actor_type in rows if actor_type == kept.actor_type}
		if wrong := sorted(set(titles) - fits):
			return Problem(rules.SIDE_NOT_ALLOWED, (titles[wrong[0]], kept.actor_type))
	return None


def _join_relationships(kept: str, merged: str) -> None:
	found = resolution(kept, merged)
	for name in found.dropped:
		frappe.delete_doc(RELATIONSHIP, name)
	for name, (period, others) in found.joined.items():
		notes = frappe.get_all(RELATIONSHIP, filters={"name": ["in", others]}, fields=["*"], order_by="name asc")
		for other in others:
			frappe.rename_doc(RELATIONSHIP, other, name, merge=True, force=True, show_alert=False, rebuild_search=False)
		doc = frappe.get_doc(RELATIONSHIP, name)
		doc.update({"from_date": period.start, "to_date": period.end})
		for row in notes:
			doc.update(rules.filled(values_of(doc), {key: row.get(key) for key in values_of(doc)}))
		doc.save()


def _move_rows(kept: Document, merged: Document) -> None:
	"""Hang the rows of the merged record's own tables below the kept one's; equal rows stay behind and go with it."""
	for df in kept.meta.get_table_fields():
		known = [_row_values(row) for row in kept.get(df.fieldname)]
		names = [row.name for row in merged.get(df.fieldname) if _row_values(row) not in known]
		if names:
			table = frappe.qb.DocType(df.options)
			(
				frappe.qb.update(table)
				.set(table.parent, kept.name)
				.set(table.idx, table.idx + len(known))
				.where(table.name.isin(names))
				.run()
			)


def _row_values(row: Document) -> dict[str, str]:
	return {df.fieldname: cstr(row.get(df.fieldname)) for df in row.meta.fields if df.fieldtype not in no_value_fields}


def _move_todos(kept: str, merged: str) -> None:
	todo = frappe.qb.DocType("ToDo")
	frappe.qb.update(todo).set(todo.reference_name, kept).where(
		(todo.reference_type == DOCTYPE) & (todo.reference_name == merged)
	).run()
	# Without assignments to compare, Frappe deletes no to-do of somebody who has one on either record.
	frappe.db.set_value(DOCTYPE, {"name": ["in", [kept, merged]]}, "_assign", None, update_modified=False)


def _drop_doubles(kept: str, merged: str) -> None:
	for doctype, type_field, name_field, fields in ONCE:
		rows = frappe.get_all(
			doctype,
			filters={type_field: DOCTYPE, name_field: ["in", [kept, merged]]},
			fields=["name", name_field, *fields],
			order_by="creation asc",
		)
		known = {tuple(row[field] for field in fields) for row in rows if row[name_field] == kept}
		double = [row.name for row in rows if row[name_field] == merged and tuple(row[f] for f in fields) in known]
		if double:
			frappe.db.delete(doctype, {"name": ["in", double]})


def _take_values(name: str, merged: Document) -> None:
	# The key of a business partner is unique: the merged record lets go of it first.
	released = {"party_type": None, "party": None, "party_key": None}
	frappe.db.set_value(DOCTYPE, merged.name, released, update_modified=False)
	kept = frappe.get_doc(DOCTYPE, name)
	party_type, party = rules.party_of(_record(kept), _record(merged))
	kept.update(rules.filled(values_of(kept), values_of(merged)))
	kept.update({"party_type": party_type, "party": party})
	if merged.get(TOGETHER) and merged.get(TOGETHER) != kept.get(TOGETHER):
		kept.set(TOGETHER, "".join(filter(None, (kept.get(TOGETHER), merged.get(TOGETHER)))))
	kept.set("__duplicates_seen", json.dumps([merged.name]))
	kept.save()


def _trace(kept: Document, merged: Document) -> str:
	"""Return as HTML what went into the kept record, and what gave way and would be nowhere else."""
	head = _("{0} ({1}) was merged into this record.").format(escape_html(merged.stakeholder_name), merged.name)
	counts = ", ".join(f"{_(row['doctype'])}: {row['count']}" for row in moves(kept.name, merged.name))
	lines = [_("Taken over: {0}").format(counts)] if counts else []
	gone = labelled(merged, rules.lost(values_of(kept), values_of(merged)))
	if merged.party and (merged.party_type, merged.party) != rules.party_of(_record(kept), _record(merged)):
		gone.append({"label": _(merged.party_type), "value": merged.party})
	if kept.party and (kept.party_type, kept.party) != rules.party_of(_record(kept), _record(merged)):
		gone.append({"label": _(kept.party_type), "value": kept.party})
	lines += [_("Given up, {0}: {1}").format(row["label"], escape_html(row["value"])) for row in gone]
	dropped = resolution(kept.name, merged.name).dropped
	if dropped:
		titles = frappe.get_all(
			RELATIONSHIP, filters={"name": ["in", dropped]}, pluck="relationship_title", order_by="name asc"
		)
		lines += [_("Relationship with itself removed: {0}").format(escape_html(title)) for title in titles]
	return "<br>".join([head, *lines])


def _marks(kept: Document, merged: Document) -> dict[str, str]:
	"""Return tags, likes and the comments' excerpts of both, as Frappe keeps them beside a record."""
	tags = dict.fromkeys(tag for doc in (kept, merged) for tag in cstr(doc.get("_user_tags")).split(",") if tag.strip())
	liked = dict.fromkeys(user for doc in (kept, merged) for user in frappe.parse_json(doc.get("_liked_by") or "[]"))
	comments = [row for doc in (merged, kept) for row in frappe.parse_json(doc.get("_comments") or "[]")]
	return {
		"_user_tags": "".join(f",{tag}" for tag in tags),
		"_liked_by": json.dumps(list(liked)),
		"_comments": json.dumps(comments),
	}


def _references(name: str) -> Iterator[tuple[str, dict[str, str]]]:
	"""Yield (DocType, condition) for every way in which something names a stakeholder."""
	for field in get_link_fields(DOCTYPE):
		if not field["issingle"]:
			yield field["parent"], {field["fieldname"]: name}
	for df in get_dynamic_link_map().get(DOCTYPE, ()):
		if not frappe.get_meta(df.parent).issingle:
			yield df.parent, {df.options: DOCTYPE, df.fieldname: name}
	yield "File", {"attached_to_doctype": DOCTYPE, "attached_to_name": name}
	for df in frappe.get_meta(DOCTYPE).get_table_fields():
		yield df.options, {"parenttype": DOCTYPE, "parent": name}
