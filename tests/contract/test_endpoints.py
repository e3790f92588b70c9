"""What the network can call: each function is typed, documented, says its HTTP methods and stands in api/."""

import ast
import re
from pathlib import Path

from repository import APP, PACKAGE, ROOT, files, functions, module_file, path_name, text, tree

# Whitelisted functions outside api/: path -> why. Frappe calls controllers' methods on their document.
OUTSIDE_API: dict[str, str] = {}
# Functions that a visitor without a login may call: dotted path -> why.
_PORTAL = "the public form of a call: counted, with a trap or behind a secret link (tests/site/test_portal.py)"
GUESTS: dict[str, str] = {
	f"upj_kooperation.api.portal.{name}": _PORTAL
	for name in (
		"start_application",
		"save_application",
		"submit_application",
		"add_file",
		"remove_file",
		"withdraw_application",
		"send_link",
	)
}
_REQUESTS = "a nonprofit asks; limited in guests.py, and only the record of the secret link is written"
GUESTS |= {
	f"upj_kooperation.api.requests.{name}": _REQUESTS
	for name in (
		"start",
		"save",
		"submit",
		"answer",
		"add_file",
		"remove_file",
		"take_back",
		"give_feedback",
		"send_link",
	)
}
# Functions that stand in the platform's place and hand on what its clients send: place -> the platform's function.
HAND_ON: dict[str, str] = {
	"upj_kooperation/api/lookups.py:search_link": "frappe.desk.search.search_link",
	"upj_kooperation/api/lookups.py:search_widget": "frappe.desk.search.search_widget",
}
READING_METHODS = {"GET"}
WRITING_METHODS = {"POST"}
WRITES = re.compile(
	r"^(create|advance|log|make|sign|fulfil|record|draft|delete|remove|update|set|add|send|renew)_|^open_mandate$"
)


def decorator_of(function: ast.FunctionDef) -> ast.expr | None:
	"""Return the function's `frappe.whitelist` decorator."""
	for decorator in function.decorator_list:
		target = decorator.func if isinstance(decorator, ast.Call) else decorator
		if ast.unparse(target) in ("frappe.whitelist", "whitelist"):
			return decorator
	return None


def whitelisted() -> list[tuple[Path, ast.FunctionDef, ast.expr]]:
	"""Return every whitelisted function, methods of classes too."""
	return [
		(path, node, decorator)
		for path in files(".py")
		for node in ast.walk(tree(path))
		if isinstance(node, ast.FunctionDef) and (decorator := decorator_of(node))
	]


def place(path: Path, function: ast.FunctionDef) -> str:
	"""Return `file:function` for messages."""
	return f"{path_name(path)}:{function.name}"


def keywords(decorator: ast.expr) -> dict[str, ast.expr]:
	"""Return the keyword arguments of a decorator."""
	return {word.arg: word.value for word in getattr(decorator, "keywords", [])}


def test_endpoints_stand_in_api():
	stray = [
		place(path, function)
		for path, function, _decorator in whitelisted()
		if path.parent != APP / "api" and place(path, function) not in OUTSIDE_API
	]
	assert not stray


def test_endpoints_name_their_http_methods():
	problems = []
	for path, function, decorator in whitelisted():
		methods = keywords(decorator).get("methods")
		named = set(ast.literal_eval(methods)) if methods else set()
		if not named or not named <= READING_METHODS | WRITING_METHODS:
			problems.append(f"{place(path, function)}: methods={named or 'missing'}")
		elif WRITES.match(function.name) and named != WRITING_METHODS:
			problems.append(f"{place(path, function)} writes, but answers to {named}")
	assert not problems


def test_endpoints_are_typed():
	"""Frappe checks the types of arguments at run time; names in strings would not be checked."""
	problems = []
	for path, function, _decorator in whitelisted():
		arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
		problems += [
			f"{place(path, function)}: {argument.arg}"
			for argument in arguments
			if argument.arg not in ("self", "cls")
			and (argument.annotation is None or isinstance(argument.annotation, ast.Constant))
		]
		if function.returns is None:
			problems.append(f"{place(path, function)}: return type")
		if (function.args.vararg or function.args.kwarg) and place(path, function) not in HAND_ON:
			problems.append(f"{place(path, function)}: takes anything")
	assert not problems


def test_endpoints_are_documented():
	assert not [place(path, node) for path, node, _decorator in whitelisted() if not ast.get_docstring(node)]


def test_types_of_endpoints_are_not_postponed():
	"""`from __future__ import annotations` would turn off Frappe's check of argument types."""
	assert not [
		path_name(path)
		for path in {path for path, _function, _decorator in whitelisted()}
		if "from __future__ import annotations" in text(path)
	]


def test_guests_reach_only_what_is_listed():
	problems = []
	for path, function, decorator in whitelisted():
		guests = keywords(decorator).get("allow_guest")
		dotted = ".".join((*path.relative_to(ROOT).with_suffix("").parts, function.name))
		if guests is not None and dotted not in GUESTS:
			problems.append(dotted)
	assert not problems
	assert not [path_name(path) for path in files(".py") if "xss_safe=True" in text(path)]


def test_guests_posts_are_counted():
	"""Frappe's own limit counts by a header that the visitor writes; ours stands in guests.py."""
	uncounted = []
	for path, function, decorator in whitelisted():
		if keywords(decorator).get("allow_guest") is None:
			continue
		called = {ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}
		if not called & {"guests.limit", "guests.opened", "_draft"}:
			uncounted.append(place(path, function))
	assert not uncounted


def script(path: Path) -> str:
	"""Return a script with constants that hold a path of ours put in: `${API}.name` reads like the whole path."""
	source = text(path)
	for name, value in re.findall(rf"""const (\w+) = ["']({PACKAGE}(?:\.\w+)+)["'];""", source):
		source = source.replace(f'"{value}"', '""').replace(f"${{{name}}}", value)
	return source


def called_from_scripts() -> set[tuple[str, str]]:
	"""Return (script, dotted path) for every path of ours in scripts, templates and JSON."""
	pattern = re.compile(rf"""(?<!frappe\.provide\()["'`/]({PACKAGE}(?:\.\w+)+)["'`?]""")
	return {
		(path_name(path), dotted)
		for suffix in (".js", ".html", ".json", ".vue")
		for path in files(suffix)
		for dotted in pattern.findall(script(path))
	}


def test_scripts_call_functions_that_exist_and_are_whitelisted():
	problems = []
	for caller, dotted in sorted(called_from_scripts()):
		module, _dot, name = dotted.rpartition(".")
		path = module_file(module)
		function = functions(path).get(name) if path else None
		if function is None:
			problems.append(f"{caller}: {dotted} does not exist")
		elif caller.endswith((".js", ".html")) and decorator_of(function) is None:
			problems.append(f"{caller}: {dotted} is not whitelisted")
	assert not problems


def test_scripts_pass_only_arguments_that_exist():
	"""frappe.call({method: "…", args: {…}}) and frappe.xcall("…", {…}): a wrong name is silently dropped by Frappe."""
	pattern = re.compile(
		rf"""(?:xcall\(\s*|method:\s*)["'`]({PACKAGE}(?:\.\w+)+)["'`]\s*,\s*(?:(?:\w+:\s*[^,{{}}]+,\s*)*args:\s*)?\{{([^{{}}]*)\}}"""
	)
	problems = []
	for path in files(".js"):
		for dotted, body in pattern.findall(script(path)):
			module, _dot, name = dotted.rpartition(".")
			function = functions(module_file(module)).get(name) if module_file(module) else None
			if function is None or "..." in body:
				continue
			known = {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
			body = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", body)
			given = {part.split(":")[0].strip() for part in body.split(",") if part.strip()}
			required = {
				argument.arg for argument in function.args.args[: len(function.args.args) - len(function.args.defaults)]
			}
			unknown = {key for key in given if re.fullmatch(r"\w+", key)} - known
			if unknown:
				problems.append(f"{path_name(path)}: {name} has no {sorted(unknown)}")
			if required - given:
				problems.append(f"{path_name(path)}: {name} needs {sorted(required - given)}")
	assert not problems


def test_scripts_post_only_what_may_be_posted():
	"""`frappe.xcall` of version 15 knows no third argument and always posts."""
	problems = []
	for path in files(".js"):
		for dotted in re.findall(rf"""xcall\(\s*["'`]({PACKAGE}(?:\.\w+)+)["'`]""", script(path)):
			module, _dot, name = dotted.rpartition(".")
			decorator = decorator_of(functions(module_file(module))[name])
			if "POST" not in ast.literal_eval(keywords(decorator)["methods"]):
				problems.append(f"{path_name(path)}: {name} is read with frappe.call and type GET")
	assert not problems


def test_nobody_skips_the_check_of_permissions_in_endpoints():
	assert not [path_name(path) for path in files(".py", APP / "api") if "ignore_permissions" in text(path)]
