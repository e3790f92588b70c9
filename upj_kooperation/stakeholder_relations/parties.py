"""The bridge between stakeholders and ERPNext's business partners, with their Contacts and Addresses."""

import frappe
from frappe import _
from frappe.utils import escape_html

from upj_kooperation.domain.stakeholder import party_key
from upj_kooperation.stakeholder_relations.lookups import set_each

HOLDERS = ("Contact", "Address")


def require_readable_party(party_type: str, party: str) -> None:
	"""Raise PermissionError in words unless the user may read this business partner."""
	if not frappe.has_permission(party_type, "read", doc=party):
		frappe.throw(
			_("You may not read {0} {1}. Ask for access, or choose another business partner.").format(
				_(party_type), escape_html(party)
			),
			frappe.PermissionError,
			title=_("Not Permitted"),
		)


def share_contacts(source: tuple[str, str], target: tuple[str, str], title: str) -> int:
	"""Link the Contacts and Addresses of `source` to `target` as well and return how many were linked.

	source, target: (DocType, name); title: the target's title. Only those are linked that the user may read and write.
	The link's row is written alone: saving a Contact would ask a public avatar service about its mail address.
	"""
	linked = 0
	for holder in HOLDERS:
		if not frappe.has_permission(holder, "write"):
			continue
		readable = frappe.get_list(
			holder, filters={"name": ["in", _held(holder, source)]}, pluck="name", order_by="name asc", limit=0
		)
		for name in sorted(set(readable) - set(_held(holder, target))):
			_add_link(holder, name, target, title)
			linked += 1
	return linked


def join_contact(contact: str, stakeholder: str, title: str) -> None:
	"""Link a Contact itself, and the Address it names, to a stakeholder; what the user may not write stays as it is."""
	address = frappe.db.get_value("Contact", contact, "address")
	for holder, name in (("Contact", contact), ("Address", address)):
		known = _held(holder, ("Stakeholder", stakeholder))
		if name and name not in known and frappe.has_permission(holder, "write", name):
			_add_link(holder, name, ("Stakeholder", stakeholder), title)


def leave_shared_contacts(doctype: str, name: str, keep: str | None = None) -> None:
	"""Unlink a record from the Contacts and Addresses that belong to others too; those of its own stay linked.

	keep: a Contact that is the business partner itself, and so belongs to more than this record.
	"""
	for holder in HOLDERS:
		held = _held(holder, (doctype, name))
		rows = frappe.get_all(
			"Dynamic Link",
			filters={"parenttype": holder, "parent": ["in", held]},
			fields=["name", "parent", "link_doctype", "link_name"],
			order_by="idx asc",
		)
		shared = {row.parent for row in rows if (row.link_doctype, row.link_name) != (doctype, name)}
		shared |= {keep} & set(held)
		mine = [
			row.name for row in rows if (row.link_doctype, row.link_name) == (doctype, name) and row.parent in shared
		]
		if mine:
			frappe.db.delete("Dynamic Link", {"name": ["in", mine]})
			for parent in shared:
				frappe.clear_document_cache(holder, parent)


def follow_rename(party_type: str, party: str) -> None:
	"""Keep the keys of a renamed or merged business partner's stakeholders true.

	Raises ValidationError where a merge would make one business partner two stakeholders of a municipality.
	"""
	rows = frappe.get_all(
		"Stakeholder",
		filters={"party_type": party_type, "party": party},
		fields=["name", "stakeholder_name", "municipality"],
		order_by="creation asc",
	)
	keys = {row.name: party_key(party_type, party, row.municipality) for row in rows}
	if len(set(keys.values())) < len(keys):
		frappe.throw(
			_(
				"These stakeholders would get the same business partner: {0}. Keep one of them, then merge again."
			).format(escape_html(", ".join(row.stakeholder_name for row in rows))),
			title=_("Already There"),
		)
	set_each("Stakeholder", "party_key", keys)


def _held(holder: str, record: tuple[str, str]) -> list[str]:
	doctype, name = record
	return frappe.get_all(
		"Dynamic Link",
		filters={"parenttype": holder, "link_doctype": doctype, "link_name": name},
		pluck="parent",
		order_by="creation asc",
	)


def _add_link(holder: str, name: str, target: tuple[str, str], title: str) -> None:
	link_doctype, link_name = target
	parent = frappe.get_doc(holder, name)
	parent.append("links", {"link_doctype": link_doctype, "link_name": link_name, "link_title": title}).db_insert()
	frappe.clear_document_cache(holder, name)
