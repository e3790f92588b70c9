"""Every English text that the app shows, read from its files on plain Python: what locale/de.po must hold.

`extract()` gives the texts with the places they stand in. A text may carry a context: fields' labels are looked up with
their DocType as context first and without one after that; other texts only as the code says.
"""

import ast
import html
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.jslexer import tokenize, unquote_string
from repository import (
	APP,
	calls,
	constants,
	custom_fields,
	data,
	files,
	known_strings,
	literal_strings,
	modules,
	path_name,
	records,
	roles,
	text,
	workflows,
)

LANDS = frozenset(
	{
		"Baden-Württemberg",
		"Bayern",
		"Berlin",
		"Brandenburg",
		"Bremen",
		"Hamburg",
		"Hessen",
		"Mecklenburg-Vorpommern",
		"Niedersachsen",
		"Nordrhein-Westfalen",
		"Rheinland-Pfalz",
		"Saarland",
		"Sachsen",
		"Sachsen-Anhalt",
		"Schleswig-Holstein",
		"Thüringen",
	}
)

# What stands in a record itself, and in its rows: (key of the rows, keys in each row).
RECORD_TEXTS: dict[str, tuple[tuple[str, ...], tuple[tuple[str, tuple[str, ...]], ...]]] = {
	"Report": (("name", "report_name"), (("columns", ("label",)), ("filters", ("label",)))),
	"Workspace": (
		("label", "title"),
		(
			("charts", ("label", "chart_name")),
			("number_cards", ("label", "number_card_name")),
			("shortcuts", ("label", "format")),
			("quick_lists", ("label",)),
			("links", ("label", "description")),
		),
	),
	"Number Card": (("label",), ()),
	"Dashboard Chart": (("chart_name",), ()),
	"Dashboard": (("dashboard_name",), ()),
	"Print Format": (("name",), ()),
	"Web Form": (
		(
			"title",
			"introduction_text",
			"success_title",
			"success_message",
			"button_label",
			"list_title",
			"banner_text",
		),
		(("web_form_fields", ("label", "description", "placeholder")), ("list_columns", ("label",))),
	),
	"Onboarding Step": (("title", "action_label", "description", "callback_message"), ()),
	"Module Onboarding": (("title", "subtitle", "success_message"), ()),
	"Form Tour": (("title",), (("steps", ("title", "description")),)),
	"Page": (("title",), ()),
	"Desktop Icon": (("label",), ()),
	"Workspace Sidebar": (("title",), (("items", ("label",)),)),
}

_JINJA_CALL = re.compile(
	r"""(?<!\w)_{1,2}\(\s*(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
	r"""(?:\s*,\s*context\s*=\s*(?P<context>"[^"]*"|'[^']*'))?"""
)
_CALL_IN_TEMPLATE = re.compile(r"""(?<!\w)__\(\s*(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
_TAG = re.compile(r"<[^>]+>")


@dataclass
class Texts:
	"""What was found. labels: {(text, DocType): places}; plain: {(text, context or None): places}; faults: what
	cannot be extracted and must be written otherwise."""

	labels: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
	plain: dict[tuple[str, str | None], set[str]] = field(default_factory=lambda: defaultdict(set))
	faults: list[str] = field(default_factory=list)

	def add(self, value: str | None, place: str, context: str | None = None) -> None:
		"""Note a text without its blank edges; what has no letters needs no translation."""
		value = (value or "").strip()
		if is_translatable(value):
			self.plain[value, context].add(place)

	def add_label(self, value: str | None, doctype: str, place: str) -> None:
		"""Note a label, which Frappe looks up with its DocType as context."""
		value = (value or "").strip()
		if is_translatable(value):
			self.labels[value, doctype].add(place)

	def keys(self) -> set[tuple[str, str | None]]:
		"""Return every (text, context) that a catalogue may hold."""
		bare = {(value, None) for value, _doctype in self.labels}
		return set(self.plain) | set(self.labels) | bare


def is_translatable(value: str) -> bool:
	"""Say whether a text has something to translate."""
	return bool(re.search(r"[A-Za-z]{2}", _TAG.sub(" ", value))) and value not in LANDS


def extract() -> Texts:
	"""Return every text of the app."""
	found = Texts()
	for path, record in records():
		_read_record(found, path, record)
	for path in files(".py"):
		_read_python(found, path)
	for path in files(".js"):
		_read_javascript(found, path)
	for path in files(".html"):
		_read_template(found, text(path), path_name(path))
	for name in modules():
		found.add(name, "modules.txt")
	for name in roles():
		found.add(name, "fixtures/role.json")
	for name, workflow in workflows().items():
		for row in workflow["states"]:
			found.add(row["state"], f"workflows/{name}")
			found.add(row.get("message"), f"workflows/{name}")
		for row in workflow["transitions"]:
			found.add(row["action"], f"workflows/{name}")
	for doctype, row in custom_fields():
		_read_field(found, doctype, row, "customizations/custom_fields.json")
	for folder in ("desktop_icon", "workspace_sidebar"):
		for path in files(".json", APP / folder):
			_read_record(found, path, data(path))
	return found


def _read_record(found: Texts, path: Path, record: dict) -> None:
	place = path_name(path)
	if record["doctype"] == "DocType":
		_read_doctype(found, place, record)
		return
	own, tables = RECORD_TEXTS.get(record["doctype"], ((), ()))
	for key in own:
		found.add(record.get(key), place)
	for table, keys in tables:
		for row in record.get(table) or ():
			for key in keys:
				found.add(row.get(key), place)
	if record["doctype"] == "Workspace":
		for block in json.loads(record.get("content") or "[]"):
			if block["type"] in ("header", "paragraph"):
				found.add(html.unescape(_TAG.sub("", block["data"]["text"])), place)
	if record["doctype"] == "Web Form":
		for row in record.get("web_form_fields") or ():
			if row.get("fieldtype") == "Select":
				_read_options(found, row.get("options"), place)
	for key in ("html", "message", "subject"):
		if isinstance(record.get(key), str):
			_read_template(found, record[key], place)


def _read_doctype(found: Texts, place: str, record: dict) -> None:
	found.add(record["name"], place)
	found.add(record.get("description"), place)
	for row in record["fields"]:
		_read_field(found, record["name"], row, place)
	for row in record.get("links") or ():
		found.add(row.get("group"), place)
	for row in record.get("actions") or ():
		found.add(row.get("label"), place)
	for row in record.get("states") or ():
		found.add(row.get("title"), place)


def _read_field(found: Texts, doctype: str, row: dict, place: str) -> None:
	found.add_label(row.get("label"), doctype, place)
	for key in ("description", "placeholder"):
		found.add(row.get(key), place)
	if row["fieldtype"] == "Select":
		_read_options(found, row.get("options"), place)
	elif row["fieldtype"] == "HTML":
		found.add(row.get("options"), place)


def _read_options(found: Texts, options: str | None, place: str) -> None:
	for option in (options or "").split("\n"):
		found.add(option, place)


def _read_python(found: Texts, path: Path) -> None:
	place = path_name(path)
	for name, call in calls(path):
		if name not in ("_", "_lt", "frappe._", "frappe._lt") or not call.args:
			continue
		message = call.args[0]
		if isinstance(message, ast.JoinedStr | ast.BinOp) or (
			isinstance(message, ast.Call) and isinstance(message.func, ast.Attribute) and message.func.attr == "format"
		):
			found.faults.append(f"{place}:{call.lineno}: _() needs a plain string; fill the places after it")
		elif isinstance(message, ast.Constant) and isinstance(message.value, str):
			if re.search(r"<[a-z/][^>]*>", message.value):
				found.faults.append(f"{place}:{call.lineno}: _() drops HTML tags before it looks a text up")
			context = next((word.value for word in call.keywords if word.arg == "context"), None)
			found.add(message.value, place, getattr(context, "value", None))
	if path.parent == APP / "domain":
		_read_rules(found, path)


def _read_rules(found: Texts, path: Path) -> None:
	"""Texts of the pure rules: the tuple MESSAGES, and what is given to a `Problem`."""
	messages = constants(path).get("MESSAGES", ())
	for message in (messages,) if isinstance(messages, str) else messages:
		found.add(message, path_name(path))
	known = known_strings(path)
	for name, call in calls(path):
		if name.rpartition(".")[2] == "Problem" and call.args:
			for message in literal_strings(call.args[0], known):
				found.add(message, path_name(path))


def _read_javascript(found: Texts, path: Path) -> None:
	place = path_name(path)
	for lineno, arguments in _translation_calls(text(path)):
		message = arguments[0]
		if message == "":
			found.faults.append(
				f"{place}:{lineno}: __() needs a plain string; fill the places with its second argument"
			)
		elif message:
			found.add(message, place, arguments[2] if len(arguments) > 2 else None)


def _translation_calls(source: str) -> Iterator[tuple[int, list[str | None]]]:
	"""Yield line and arguments of each `__(…)`: strings as such, "" for a string put together, None for a variable."""
	tokens = list(tokenize(source))
	for token in tokens:
		# The lexer takes a template for one string, whatever is called inside.
		if token.type == "template_string":
			for match in _CALL_IN_TEMPLATE.finditer(token.value):
				yield token.lineno, [unquote_string(match["text"])]
	for index, token in enumerate(tokens[:-1]):
		if token.value != "__" or tokens[index + 1].value != "(":
			continue
		depth, arguments, current = 0, [], []
		for part in tokens[index + 1 :]:
			if part.value in ("(", "[", "{"):
				depth += 1
				if depth == 1:
					continue
			elif part.value in (")", "]", "}"):
				depth -= 1
				if depth == 0:
					arguments.append(_argument(current))
					break
			elif part.value == "," and depth == 1:
				arguments.append(_argument(current))
				current = []
				continue
			current.append(part)
		yield token.lineno, arguments or [None]


def _argument(tokens: list) -> str | None:
	meaningful = [token for token in tokens if token.type not in ("linecomment", "multilinecomment")]
	if any(token.type == "template_string" for token in meaningful):
		return ""
	strings = [token for token in meaningful if token.type == "string"]
	others = [token for token in meaningful if token.type != "string" and token.value != "+"]
	if not strings or (others and meaningful[0].type != "string" and "?" not in {token.value for token in others}):
		return None
	return "" if others else "".join(unquote_string(token.value) for token in strings)


def _read_template(found: Texts, source: str, place: str) -> None:
	for match in _JINJA_CALL.finditer(source):
		context = match["context"]
		found.add(unquote_string(match["text"]), place, unquote_string(context) if context else None)
