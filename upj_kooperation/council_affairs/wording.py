"""Words a status report for its readers: values become text in the site's language, chapters become prose."""

import dataclasses
import datetime
from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _
from frappe.utils import comma_and, escape_html, fmt_money, formatdate, strip_html_tags

from upj_kooperation.domain.decision_paper import Decision
from upj_kooperation.domain.paper_changes import Line
from upj_kooperation.domain.status_report import Report
from upj_kooperation.domain.status_report_rows import (
	Fact,
	Hours,
	Money,
	Question,
	Span,
	Value,
	Word,
)

TEMPLATE = "upj_kooperation/templates/council_paper/status_report.html"
FACT_LENGTH = 1000
FIGURE_LENGTH = 140


def show(value: Value) -> str:
	"""Return a value as a reader sees it: dates, amounts and numbers as the site writes them, terms translated."""
	if value is None:
		return ""
	if isinstance(value, Word):
		return _(value)
	if isinstance(value, Money):
		return f"{fmt_money(float(value), precision=2)} €"
	if isinstance(value, Hours):
		if value == 1:
			return _("1 hour")
		decimals = max(0, -value.normalize().as_tuple().exponent)
		return _("{0} hours").format(fmt_money(float(value), precision=decimals))
	if isinstance(value, Span):
		return _("{0} to {1}").format(formatdate(value.start), formatdate(value.end))
	if isinstance(value, datetime.date):
		return formatdate(value)
	return str(value)


def fact_text(fact: Fact) -> str:
	"""Return the sentence of a fact, as plain text."""
	return strip_html_tags(_(fact.message).format(*(show(value) for value in fact.values)))[:FACT_LENGTH]


def fact_figure(fact: Fact) -> str:
	"""Return the figure of a fact."""
	return strip_html_tags(show(fact.figure))[:FIGURE_LENGTH]


def body(report: Report, predecessor: dict[str, Any] | None = None) -> str:
	"""Return the facts of the case as rich text.

	predecessor: reference, subject and meeting_date of the paper before.
	"""
	return frappe.render_template(
		TEMPLATE,
		{
			"report": _dress(report),
			"predecessor": {key: _dress(value) for key, value in (predecessor or {}).items()},
			"stage_counts": [f"{_dress(stage)} ({count})" for stage, count in report.stages],
			"listing": lambda items: comma_and(list(items), add_quotes=False),
		},
	).strip()


def lines(facts: Iterable[Fact]) -> tuple[Line, ...]:
	"""Return the facts in words, as they are kept with the paper and compared later."""
	return tuple(
		Line(fact.key, fact_text(fact), fact_figure(fact), fact.source_doctype or "", fact.source_name or "")
		for fact in facts
	)


def decision_body(decision: Decision) -> str:
	"""Return the facts of a decision as rich text: a list for each chapter."""
	chapters: dict[str, list[str]] = {}
	for fact in decision.facts:
		text, figure = escape_html(fact_text(fact)), escape_html(fact_figure(fact))
		chapters.setdefault(_(fact.chapter), []).append(f"<li>{text}{': ' if figure else ''}{figure}</li>")
	return "".join(f"<h3>{escape_html(title)}</h3><ul>{''.join(rows)}</ul>" for title, rows in chapters.items())


def proposal(question: Question) -> str:
	"""Return the sentence that the council is asked to decide, as plain text."""
	return strip_html_tags(_(question.message).format(*(show(value) for value in question.values)))


def questions(rows: tuple[Question, ...]) -> str:
	"""Return the open questions as a list; empty where there is none."""
	items = [f"<li>{escape_html(_(row.message).format(*(show(value) for value in row.values)))}</li>" for row in rows]
	return f"<ul>{''.join(items)}</ul>" if items else ""


def _dress(value: Any) -> Any:
	# Numbers stay numbers: the template asks them for one or many.
	if dataclasses.is_dataclass(value) and not isinstance(value, Span):
		return {row.name: _dress(getattr(value, row.name)) for row in dataclasses.fields(value)}
	if isinstance(value, Span):
		return {"start": formatdate(value.start), "end": formatdate(value.end)}
	if isinstance(value, tuple | list):
		return [_dress(row) for row in value]
	if value is None or isinstance(value, bool | int):
		return value
	return escape_html(show(value))
