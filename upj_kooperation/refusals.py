"""How a rule's answer reaches a person: the message in the user's language, with dates, names and lists filled in."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr, escape_html, format_datetime, formatdate
from frappe.utils.formatters import format_value

from upj_kooperation.domain.values import Problem


def in_words(problem: Problem) -> str:
	"""Return the message of a rule in the user's language, safe to be shown as HTML."""
	return _(problem.message).format(*(escape_html(_plain(value)) for value in problem.values))


def for_the_record(problem: Problem) -> str:
	"""Return the message as plain text in the site's language, to be stored."""
	lang = frappe.db.get_default("lang") or frappe.local.lang
	return _(problem.message, lang=lang).format(*(_plain(value, lang) for value in problem.values))


def local_text(value: Any) -> str:
	"""Return a number or a day as the site writes it, as plain text."""
	return _plain(Decimal(str(value)) if isinstance(value, float) else value)


def refuse(problem: Problem | None, title: str | None = None, exc: type[Exception] = frappe.ValidationError) -> None:
	"""Raise `exc` with the problem in words; None means that there is none, and nothing happens."""
	if problem:
		frappe.throw(in_words(problem), exc, title=title or _("Please Correct"))


def refuse_all(problems: Iterable[Problem], title: str | None = None) -> None:
	"""Raise ValidationError with all problems, one below the other; without any, nothing happens."""
	if messages := [in_words(problem) for problem in problems]:
		frappe.throw("<br>".join(messages), title=title or _("Please Correct"))


def names_in(value: list | str | None) -> list[str]:
	"""Return the names that a client sends as a list or as JSON, each once; refuse anything else."""
	try:
		names = frappe.parse_json(value) if value else []
	except ValueError:
		names = None
	if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
		frappe.throw(_("Send a list of names."))
	return list(dict.fromkeys(names))


def _plain(value: Any, lang: str | None = None) -> str:
	if isinstance(value, datetime.datetime):
		return format_datetime(value)
	if isinstance(value, datetime.date):
		return formatdate(value)
	if isinstance(value, Decimal):
		return format_value(float(value), {"fieldtype": "Float", "precision": 2})
	if isinstance(value, list | tuple):
		return ", ".join(_plain(item, lang) for item in value)
	text = cstr(value)
	return _(text, lang=lang) if text else ""
