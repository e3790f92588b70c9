"""Stored search keys of stakeholders, and who is found by them: one indexed query, never a look at all names."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import frappe
from frappe import _
from frappe.query_builder.functions import Max, Sum
from frappe.utils import escape_html, get_link_to_form, now

from upj_kooperation.domain import duplicates as rules
from upj_kooperation.domain.values import Problem
from upj_kooperation.permissions import fenced
from upj_kooperation.refusals import in_words

CANDIDATES = 40
SHOWN = 5
KEY_COLUMNS = (
	"name",
	"creation",
	"modified",
	"owner",
	"modified_by",
	"stakeholder",
	"municipality",
	"search_key",
	"weight",
)


class Found(NamedTuple):
	"""A stakeholder that may be the same: its record, title, municipality, and why."""

	name: str
	title: str
	municipality: str
	reasons: list[Problem]


def register_of(register: str | None, number: str | None, court: str | None) -> rules.Register | None:
	"""Return the register entry of stored fields; what cannot be read counts as none."""
	entry = rules.read_register(register, number, court)
	return entry if isinstance(entry, rules.Register) else None


def find_similar(one: rules.Known) -> list[Found]:
	"""Return the stakeholders that may be the same as `one`, within the session user's fence, the surest first.

	One query over the index of the search keys; only its best CANDIDATES are compared.
	"""
	keys = rules.keys_of(one.title, one.register, one.domains)
	if not keys:
		return []
	key, stakeholder = frappe.qb.DocType("Stakeholder Key"), frappe.qb.DocType("Stakeholder")
	strong = [text for text, weight in keys.items() if weight == rules.STRONG]
	here = key.municipality == one.municipality
	score = Sum(key.weight)
	query = (
		frappe.qb.from_(key)
		.join(stakeholder)
		.on(stakeholder.name == key.stakeholder)
		.select(
			stakeholder.name,
			stakeholder.stakeholder_name,
			stakeholder.municipality,
			stakeholder.register_type,
			stakeholder.register_number,
			stakeholder.register_court,
			Max(key.search_key).as_("domain"),
			score.as_("score"),
		)
		.where(key.search_key.isin(list(keys)))
		.where(here | key.search_key.isin(strong) if strong else here)
		.where(stakeholder.name != one.name)
		.groupby(
			stakeholder.name,
			stakeholder.stakeholder_name,
			stakeholder.municipality,
			stakeholder.register_type,
			stakeholder.register_number,
			stakeholder.register_court,
		)
		.orderby(score, order=frappe.qb.desc)
		.orderby(stakeholder.name)
		.limit(CANDIDATES)
	)
	rows = fenced(query, "Stakeholder").run(as_dict=True)
	domains = _shared_domains([row.name for row in rows if row.score >= rules.STRONG], strong)
	found = [
		Found(row.name, row.stakeholder_name, row.municipality, why)
		for row in rows
		for other in [
			rules.Known(
				row.name,
				row.stakeholder_name,
				row.municipality,
				register_of(row.register_type, row.register_number, row.register_court),
				frozenset(domains[row.name]),
			)
		]
		if (why := rules.reasons(one, other))
	]
	return sorted(found, key=lambda each: (each.municipality != one.municipality, -len(each.reasons)))


def _shared_domains(names: list[str], strong: list[str]) -> dict[str, set[str]]:
	domains: dict[str, set[str]] = defaultdict(set)
	wanted = [text for text in strong if text.startswith("d")]
	if names and wanted:
		rows = frappe.get_all(
			"Stakeholder Key",
			filters={"stakeholder": ["in", names], "search_key": ["in", wanted]},
			fields=["stakeholder", "search_key"],
			order_by="name asc",
		)
		for row in rows:
			domains[row.stakeholder].add(row.search_key[1:])
	return domains


def explain(found: Sequence[Found], municipality: str) -> str:
	"""Return as HTML which stakeholders may be the same, each with a link and the reasons in words."""
	lines = []
	for each in found[:SHOWN]:
		place = "" if each.municipality == municipality else f" ({escape_html(each.municipality)})"
		why = ", ".join(in_words(reason) for reason in each.reasons)
		link = get_link_to_form("Stakeholder", each.name, escape_html(each.title))
		lines.append(f"<li>{link} {escape_html(each.name)}{place}: {why}</li>")
	return f"<ul>{''.join(lines)}</ul>"


def warn(found: Sequence[Found], municipality: str) -> None:
	"""Say to whoever saved, in desk, REST and import alike, that the stakeholder may be there already."""
	frappe.msgprint(
		_("This stakeholder may be there already:") + explain(found, municipality),
		title=_("Possible Duplicate"),
		indicator="orange",
	)


def write_keys(rows: Iterable[tuple[str, str, dict[str, int]]]) -> None:
	"""Store the search keys of stakeholders that have none yet. rows: stakeholder, municipality, keys with weights."""
	stamp, user = now(), frappe.session.user
	values = [
		(frappe.generate_hash(length=10), stamp, stamp, user, user, name, municipality, key, weight)
		for name, municipality, keys in rows
		for key, weight in keys.items()
	]
	if values:
		frappe.db.bulk_insert("Stakeholder Key", KEY_COLUMNS, values)


def refresh_keys(names: Sequence[str]) -> None:
	"""Write the search keys of these stakeholders anew from what is stored, mail addresses of their Contacts too."""
	if not names:
		return
	frappe.db.delete("Stakeholder Key", {"stakeholder": ["in", list(names)]})
	rows = frappe.get_all(
		"Stakeholder",
		filters={"name": ["in", list(names)]},
		fields=[
			"name",
			"stakeholder_name",
			"municipality",
			"register_type",
			"register_number",
			"register_court",
			"website",
		],
		order_by="name asc",
	)
	mails = mail_addresses(names)
	write_keys(
		(
			row.name,
			row.municipality,
			rules.keys_of(
				row.stakeholder_name,
				register_of(row.register_type, row.register_number, row.register_court),
				map(rules.domain_of, (row.website, *mails[row.name])),
			),
		)
		for row in rows
	)


def mail_addresses(names: Sequence[str]) -> dict[str, list[str]]:
	"""Return the mail addresses of the Contacts that hang on these stakeholders, by stakeholder. One query."""
	link, mail = frappe.qb.DocType("Dynamic Link"), frappe.qb.DocType("Contact Email")
	found: dict[str, list[str]] = defaultdict(list)
	rows = (
		frappe.qb.from_(link)
		.join(mail)
		.on((mail.parent == link.parent) & (mail.parenttype == "Contact"))
		.select(link.link_name, mail.email_id)
		.where((link.parenttype == "Contact") & (link.link_doctype == "Stakeholder") & link.link_name.isin(list(names)))
		.orderby(link.link_name)
		.run()
	)
	for name, address in rows:
		found[name].append(address)
	return found
