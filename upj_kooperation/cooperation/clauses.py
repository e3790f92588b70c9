"""Clauses from templates: what a template may say, and how an agreement fills it (F19).

Jinja in its sandbox, as Frappe has it, but without the functions that Frappe adds: with them a clause could read the
records of another town. And without calls, arithmetic and variables of its own, so that none can run for ever.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, formatdate
from frappe.utils.formatters import format_value
from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from upj_kooperation.domain import agreement_clauses as rules
from upj_kooperation.domain import term
from upj_kooperation.domain.agreement_clauses import Clause
from upj_kooperation.domain.values import Problem

_SIMPLE = (nodes.Compare, nodes.Operand, nodes.Not, nodes.And, nodes.Or, nodes.CondExpr)
_FILTERS = frozenset({"upper", "lower", "trim"})
_DEPTH = 2

_TEXT = "text"
_DUTY = dict.fromkeys(rules.DUTY, _TEXT)
_PARTY = {**dict.fromkeys(rules.PARTY, _TEXT), rules.DUTIES: [_DUTY]}
# What each name stands for: a text, a list (of items), or an item with names of its own.
_KNOWN: dict[str, Any] = {
	**dict.fromkeys(rules.PLACEHOLDERS, _TEXT),
	rules.PARTIES: [_PARTY],
	rules.DUTIES: [_DUTY],
}
_LOOP = dict.fromkeys(("index", "first", "last"), _TEXT)


def check(clauses: Iterable[Clause]) -> list[Problem]:
	"""Return what is wrong with the clauses of a template, one problem for each clause at most."""
	problems = (_problem_of(number, clause) for number, clause in enumerate(clauses, start=1))
	return [problem for problem in problems if problem]


def fill(clauses: Iterable[Clause], values: Mapping[str, Any]) -> list[Clause]:
	"""Return the clauses with their placeholders filled. They were checked when the template was saved."""
	environment = _environment()
	return [Clause(one.heading, environment.from_string(one.text).render(values)) for one in clauses]


def named_in(clauses: Iterable[Clause]) -> list[str]:
	"""Return the placeholders that clauses print without a condition, in their order."""
	environment = _environment()
	return [name for clause in clauses for name in _printed(environment.parse(clause.text).body)]


def _printed(statements: Iterable[nodes.Node]) -> list[str]:
	names = []
	for node in statements:
		if isinstance(node, nodes.Output):
			names += [expression.name for expression in node.nodes if isinstance(expression, nodes.Name)]
		elif isinstance(node, nodes.For):
			names += _printed(node.body)
	return names


def values_of(agreement: Document) -> dict[str, Any]:
	"""Return what fills the placeholders: names, days and amounts as the site writes them."""
	duties = [
		{"partei": row.party_name or "", "text": row.duty or "", "faellig_am": _day(row.due_date)}
		for row in agreement.duties
	]
	parties = [
		{
			"name": row.party_name or "",
			"art": _words(row.party_kind),
			"vertreten_durch": row.signatory or "",
			"funktion": row.signatory_function or "",
			rules.DUTIES: [duty for duty in duties if duty["partei"] == row.party_name],
		}
		for row in agreement.parties
	]
	project, area = _project_and_area(agreement.cooperation_project)
	renewed = agreement.renewal and agreement.renewal != term.NO_RENEWAL
	value = {"fieldtype": "Currency", "options": "EUR"}
	return {
		"titel": agreement.agreement_title,
		"kommune": frappe.get_cached_value("Municipality", agreement.municipality, "municipality_name") or "",
		"parteien_namen": rules.in_a_row((party["name"] for party in parties), _("and", lang=_site_language())),
		"projekt": project,
		"gebiet": area,
		"beginn": _day(agreement.start_date),
		"ende": _day(agreement.end_date),
		"kuendigungsfrist": cint(agreement.notice_months) or "",
		"verlaengerung": _words(agreement.renewal) if renewed else "",
		"verlaengerung_monate": (cint(agreement.renewal_months) or "") if renewed else "",
		"wert": format_value(agreement.agreement_value, value) if agreement.agreement_value else "",
		rules.PARTIES: parties,
		rules.DUTIES: duties,
	}


def _project_and_area(project: str | None) -> tuple[str, str]:
	if not project:
		return "", ""
	title, area = frappe.db.get_value("Cooperation Project", project, ["project_title", "programme_area"])
	return title, (frappe.db.get_value("Programme Area", area, "area_name") if area else None) or ""


def _day(value: Any) -> str:
	return formatdate(value) if value else ""


def _words(text: str | None) -> str:
	return _(text, lang=_site_language()) if text else ""


def _site_language() -> str:
	return frappe.db.get_default("lang") or frappe.local.lang


def _environment() -> ImmutableSandboxedEnvironment:
	environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True)
	environment.globals.clear()
	return environment


class _Refused(Exception):
	"""A problem of a clause: its message, and what follows number and heading."""


def _problem_of(number: int, clause: Clause) -> Problem | None:
	try:
		_read_statements(_environment().parse(clause.text).body, _KNOWN, 0)
	except TemplateSyntaxError as error:
		return Problem(rules.NOT_READABLE, (number, clause.heading, error.lineno, error.message, "{{ kommune }}"))
	except _Refused as refused:
		message, *values = refused.args
		return Problem(message, (number, clause.heading, *values))
	return None


def _read_statements(statements: list[nodes.Node], known: dict[str, Any], depth: int) -> None:
	for node in statements:
		if isinstance(node, nodes.Output):
			for expression in node.nodes:
				if not isinstance(expression, nodes.TemplateData):
					_require_text(expression, known)
		elif isinstance(node, nodes.If):
			_read(node.test, known)
			_read_statements([*node.body, *node.elif_, *node.else_], known, depth)
		elif isinstance(node, nodes.For):
			_read_loop(node, known, depth)
		else:
			_not_allowed(node)


def _read_loop(node: nodes.For, known: dict[str, Any], depth: int) -> None:
	if depth == _DEPTH:
		raise _Refused(rules.TOO_DEEP)
	if node.test or node.recursive or not isinstance(node.target, nodes.Name):
		_not_allowed(node)
	items = _read(node.iter, known)
	if not isinstance(items, list):
		raise _Refused(rules.NOT_A_LIST, _name_of(node.iter), (rules.PARTIES, rules.DUTIES))
	_read_statements(node.body, {**known, node.target.name: items[0], "loop": _LOOP}, depth + 1)
	_read_statements(node.else_, known, depth)


def _require_text(expression: nodes.Node, known: dict[str, Any]) -> None:
	if _read(expression, known) != _TEXT:
		name = _name_of(expression)
		raise _Refused(rules.NOT_A_TEXT, name, f"{{% for x in {name} %}} … {{% endfor %}}")


def _read(node: nodes.Node, known: dict[str, Any]) -> Any:
	"""Return what an expression stands for. Raises _Refused where it is more than a placeholder or a condition."""
	if isinstance(node, nodes.Const):
		return _TEXT
	if isinstance(node, nodes.Name):
		if node.name not in known:
			raise _Refused(rules.UNKNOWN, node.name, tuple(known))
		return known[node.name]
	if isinstance(node, nodes.Getattr):
		item = _read(node.node, known)
		names = item if isinstance(item, dict) else {}
		if node.attr not in names:
			raise _Refused(rules.UNKNOWN, _name_of(node), tuple(names) or tuple(known))
		return names[node.attr]
	if isinstance(node, nodes.Filter) and node.name in _FILTERS and node.node and not node.args and not node.kwargs:
		_require_text(node.node, known)
		return _TEXT
	if not isinstance(node, _SIMPLE):
		_not_allowed(node)
	for child in node.iter_child_nodes():
		_read(child, known)
	return _TEXT


def _not_allowed(node: nodes.Node) -> None:
	name = getattr(node, "name", None)
	used = f"{type(node).__name__} {name}" if isinstance(name, str) else type(node).__name__
	raise _Refused(rules.NOT_ALLOWED, rules.PARTIES, rules.DUTIES, used)


def _name_of(node: nodes.Node) -> str:
	if isinstance(node, nodes.Getattr):
		return f"{_name_of(node.node)}.{node.attr}"
	return getattr(node, "name", None) or type(node).__name__
