"""Stakeholders: the bridge to and from ERPNext's business partners, their stages and relationships (F1 to F3)."""

import datetime

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Count
from frappe.utils import escape_html, validate_url
from pypika import Table
from pypika.terms import Criterion, Field

from upj_kooperation.domain import stakeholder as rules
from upj_kooperation.permissions import fenced
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations import relations
from upj_kooperation.stakeholder_relations.duplicates import refresh_keys
from upj_kooperation.stakeholder_relations.parties import join_contact, require_readable_party, share_contacts

# What a business partner's form shows: (DocType, its table with stakeholders or None, field with the stakeholder).
INVOLVEMENTS = (
	("Cooperation Agreement", "Agreement Party", "stakeholder"),
	("Sponsorship", None, "giver"),
	("Cooperation Project", "Project Partner", "stakeholder"),
)


@frappe.whitelist(methods=["POST"])
def create_stakeholder(party_type: str, party: str, municipality: str, actor_type: str) -> str:
	"""Make a stakeholder from a business partner and return its name.

	party_type: Customer, Supplier, Lead, Prospect or Contact; municipality: key (AGS). Name and website are copied,
	Contacts and Addresses are linked. Raises UniqueValidationError where the business partner is a stakeholder of the
	municipality already.
	"""
	refuse(rules.check_party(party_type, party))
	require_readable_party(party_type, party)
	source = frappe.get_doc(party_type, party)
	website = source.get("website") or ""
	stakeholder = frappe.get_doc(
		{
			"doctype": "Stakeholder",
			"stakeholder_name": _title_of(source),
			"actor_type": actor_type,
			"municipality": municipality,
			"website": website if validate_url(website) else None,
			"party_type": party_type,
			"party": party,
			"relationship_manager": frappe.session.user,
		}
	).insert()
	if party_type == "Contact":
		join_contact(party, stakeholder.name, stakeholder.stakeholder_name)
	else:
		share_contacts((party_type, party), ("Stakeholder", stakeholder.name), stakeholder.stakeholder_name)
	refresh_keys([stakeholder.name])
	return stakeholder.name


@frappe.whitelist(methods=["POST"])
def create_customer(stakeholder: str) -> str:
	"""Make the ERPNext Customer of a stakeholder, so that it can be invoiced, and return its name.

	Called again, or by two at once, it returns the Customer that is there. A Lead, Prospect or Contact gives way to the
	Customer as the business partner. Raises ValidationError for a Supplier and where a Customer of this name exists
	already.
	"""
	doc = frappe.get_doc("Stakeholder", stakeholder, for_update=True)
	doc.check_permission("write")
	if doc.party_type == "Customer":
		return doc.party
	_refuse_other_party(doc.party_type, doc.party, doc.stakeholder_name)
	customer = frappe.get_doc(
		{
			"doctype": "Customer",
			"customer_name": doc.stakeholder_name,
			"customer_type": "Company",
			"customer_group": frappe.db.get_single_value("Selling Settings", "customer_group"),
			"territory": frappe.db.get_single_value("Selling Settings", "territory"),
			"website": doc.website,
		}
	).insert()
	doc.update({"party_type": "Customer", "party": customer.name}).save()
	share_contacts(("Stakeholder", doc.name), ("Customer", customer.name), customer.customer_name)
	return customer.name


@frappe.whitelist(methods=["POST"])
def advance_stage(
	stakeholder: str,
	stage: str,
	reason: str | None = None,
	next_step: str | None = None,
	next_step_date: str | datetime.date | None = None,
) -> str:
	"""Bring a stakeholder to another engagement stage and return its name.

	reason: needed for Dormant and Ended. Without a new next step the old one stays; with Ended it goes.
	"""
	doc = frappe.get_doc("Stakeholder", stakeholder)
	doc.update({"engagement_stage": stage, "stage_reason": reason})
	if next_step or next_step_date or stage == rules.ENDED:
		doc.update({"next_step": next_step, "next_step_date": next_step_date})
	return doc.save().name


@frappe.whitelist(methods=["GET"])
def party_overview(party_type: str, party: str) -> dict:
	"""Return what a business partner's form shows: its stakeholders and how often they appear in what we do.

	A Contact shows the stakeholders that it hangs on as well. Returns {"stakeholders": [{name, stakeholder_name,
	municipality, engagement_stage}], "involvements": [{doctype, count, field}]}; DocTypes that the user may not read
	are left out. The number of queries is constant.
	"""
	refuse(rules.check_party(party_type, party))
	require_readable_party(party_type, party)
	bound = (
		{"name": ["in", _on_contact(party)]} if party_type == "Contact" else {"party_type": party_type, "party": party}
	)
	stakeholders = frappe.get_list(
		"Stakeholder",
		filters=bound,
		fields=["name", "stakeholder_name", "municipality", "engagement_stage"],
		order_by="stakeholder_name asc, name asc",
		limit=0,
	)
	names = [row.name for row in stakeholders]
	return {
		"stakeholders": stakeholders,
		"involvements": [
			{"doctype": doctype, "count": _count(doctype, table, field, names), "field": f"{table or doctype}.{field}"}
			for doctype, table, field in INVOLVEMENTS
			if names and frappe.has_permission(doctype, "read")
		],
	}


@frappe.whitelist(methods=["GET"])
def relationships(stakeholder: str) -> list[dict]:
	"""Return a stakeholder's relationships in its own wording, those that hold today first.

	Each: {name, wording, other_doctype, other, other_name, actor_type, from_date, to_date, strength, current}. Both
	sides see the same record, each in its wording. The number of queries does not depend on the records.
	"""
	frappe.get_doc("Stakeholder", stakeholder).check_permission("read")
	return relations.seen_from("Stakeholder", stakeholder)


@frappe.whitelist(methods=["GET", "POST"])
def stakeholders_by_stage() -> dict:
	"""Return a chart of how many stakeholders the user may see in each engagement stage, in the order of the stages."""
	stakeholder = frappe.qb.DocType("Stakeholder")
	counted = _counted(stakeholder, stakeholder.engagement_stage)
	return _chart([(stage, counted.get(stage, 0)) for stage in rules.STAGES])


@frappe.whitelist(methods=["GET", "POST"])
def stakeholders_by_actor_type() -> dict:
	"""Return a chart of the stakeholders that the user may see by actor type, without ended ones, most first."""
	stakeholder = frappe.qb.DocType("Stakeholder")
	counted = _counted(stakeholder, stakeholder.actor_type, stakeholder.engagement_stage != rules.ENDED)
	return _chart(sorted(counted.items(), key=lambda row: (-row[1], row[0])))


def _counted(table: Table, field: Field, condition: Criterion | None = None) -> dict[str, int]:
	query = frappe.qb.from_(table).select(field, Count(table.name)).groupby(field)
	# Frappe keeps a standard chart's data for all users alike; ours is counted for each within the own fence.
	return dict(fenced(query.where(condition) if condition else query, "Stakeholder").run())


def _chart(rows: list[tuple[str, int]]) -> dict:
	return {
		"labels": [_(label) for label, _number in rows],
		"datasets": [{"name": _("Stakeholders"), "values": [number for _label, number in rows]}],
	}


def _title_of(source: Document) -> str:
	"""Return what an organisation is called; a Contact that names its organisation stands for that."""
	return (source.get("company_name") if source.doctype == "Contact" else None) or source.get_title() or source.name


def _on_contact(contact: str) -> list[str]:
	bound = frappe.get_all(
		"Stakeholder", filters={"party_type": "Contact", "party": contact}, pluck="name", order_by="name asc"
	)
	linked = frappe.get_all(
		"Dynamic Link",
		filters={"parenttype": "Contact", "parent": contact, "link_doctype": "Stakeholder"},
		pluck="link_name",
		order_by="idx asc",
	)
	return sorted({*bound, *linked})


def _refuse_other_party(party_type: str | None, party: str | None, name: str) -> None:
	if party_type == "Supplier":
		frappe.throw(
			_(
				"{0} is bound to the Supplier {1}. To send invoices, make the Customer in ERPNext and choose it as the"
				" business partner instead."
			).format(escape_html(name), escape_html(party))
		)
	if frappe.db.exists("Customer", {"customer_name": name}):
		frappe.throw(
			_(
				"A Customer named {0} exists already. Choose it as the business partner instead of making a second one."
			).format(escape_html(name)),
			title=_("Already There"),
		)


def _count(doctype: str, table: str | None, field: str, stakeholders: list[str]) -> int:
	return len(
		frappe.get_list(
			doctype,
			filters=[[table or doctype, field, "in", stakeholders]],
			pluck="name",
			distinct=True,
			order_by="name asc",
			limit=0,
		)
	)
