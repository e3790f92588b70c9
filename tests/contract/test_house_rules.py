"""How our code is written: what may import what, who may skip permissions, and what never stands in the repository."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest
from repository import (
	APP,
	PACKAGE,
	ROOT,
	TESTS,
	calls,
	dotted_name,
	files,
	imports,
	modules,
	path_name,
	scrub,
	text,
	tree,
)

MAX_LINES = 500
# A file of tests tells one story from its first step to its last.
MAX_LINES_OF_STORIES = 900
MAY_IGNORE_PERMISSIONS = {"install.py", "uninstall.py", "seeding.py", "customizations/__init__.py", "tasks.py"}
# Names of tables and columns cannot be parameters; here they come from our own data.
MAY_DEFINE_COLUMNS = {("frappe.db.sql_ddl", "customizations/__init__.py")}
MAY_COMMIT = {"tasks.py", "matching_tasks.py", "commands.py", "demo"}
MAY_ASK_FOR_VERSION = {"compat.py"}
MARIADB_ONLY = re.compile(
	r"on duplicate key|group_concat|ifnull\(|straight_join|insert ignore|sql_calc_found_rows|\bregexp\b", re.IGNORECASE
)
FORGOTTEN = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
REMOVED_FROM_FRAPPE = {
	"frappe.db.set",
	"frappe.db.get",
	"frappe.get_value",
	"frappe.db.sql_list",
	"frappe.db.get_table_columns_description",
	"frappe.utils.now_datetime.utcnow",
	"frappe.get_hooks.doc_events",
	"frappe.cache_manager.reset",
}
EVENTS = {
	"autoname",
	"before_insert",
	"before_naming",
	"before_validate",
	"validate",
	"before_save",
	"after_insert",
	"on_update",
	"before_submit",
	"on_submit",
	"before_cancel",
	"on_cancel",
	"on_trash",
	"after_delete",
	"before_rename",
	"after_rename",
	"on_change",
	"before_update_after_submit",
	"on_update_after_submit",
	"onload",
	"before_print",
	"on_doctype_update",
	"execute",
	"get_data",
	"get_columns",
}

# upj_kooperation/tests holds the classes that `bench run-tests` looks for; rules for the product do not bind them.
PYTHON = [path for path in files(".py") if "tests" not in path.parts[len(APP.parts) :]]
ALL_PYTHON = [*files(".py", APP, TESTS, ROOT / "scripts", ROOT / "benchmarks"), ROOT / "conftest.py"]


def in_app(path: Path) -> str:
	"""Return a path below the package, for example `domain/values.py`."""
	return path.relative_to(APP).as_posix()


def test_rules_import_nothing_of_frappe():
	foreign = {
		f"{path_name(path)}: {name}"
		for path in files(".py", APP / "domain")
		for name in imports(path)
		if name.split(".")[0] in ("frappe", "erpnext", "click")
		or (name.startswith(PACKAGE) and not name.startswith(f"{PACKAGE}.domain"))
	}
	assert not foreign


def test_no_module_imports_a_later_one():
	order = [scrub(name) for name in modules()]
	later = {
		f"{path_name(path)}: {name}"
		for position, folder in enumerate(order)
		for path in files(".py", APP / folder)
		for name in imports(path)
		if name.startswith(f"{PACKAGE}.") and name.split(".")[1] in order[position + 1 :]
	}
	assert not later


def test_only_compat_asks_for_the_version():
	askers = {
		path_name(path)
		for path in PYTHON
		for node in ast.walk(tree(path))
		if isinstance(node, ast.Attribute)
		and (dotted_name(node) in ("frappe.__version__", "erpnext.__version__") or node.attr == "get_installed_version")
		and in_app(path) not in MAY_ASK_FOR_VERSION
	}
	assert not askers


def skips_permissions(node: ast.AST) -> bool:
	"""Say whether a piece of code sets `ignore_permissions` (reading the flag is fine)."""
	if isinstance(node, ast.keyword):
		return node.arg == "ignore_permissions" and not (
			isinstance(node.value, ast.Constant) and node.value.value is False
		)
	if isinstance(node, ast.Assign):
		return any(isinstance(target, ast.Attribute) and target.attr == "ignore_permissions" for target in node.targets)
	if isinstance(node, ast.Dict):
		return any(isinstance(key, ast.Constant) and key.value == "ignore_permissions" for key in node.keys)
	return False


def test_permissions_are_skipped_only_where_it_is_allowed():
	skipping = {
		path_name(path)
		for path in PYTHON
		for node in ast.walk(tree(path))
		if skips_permissions(node) and in_app(path) not in MAY_IGNORE_PERMISSIONS
	}
	assert not skipping


def test_nobody_becomes_another_user_outside_the_demo():
	changing = {
		path_name(path)
		for path in PYTHON
		for name, _call in calls(path)
		if name == "frappe.set_user" and in_app(path).split("/")[0] != "demo"
	}
	assert not changing


def test_only_long_work_commits():
	committing = {
		path_name(path)
		for path in PYTHON
		for name, _call in calls(path)
		if name == "frappe.db.commit" and in_app(path).split("/")[0] not in MAY_COMMIT
	}
	assert not committing


def test_sql_is_never_put_together():
	"""Values go in as parameters: the text of a query is one plain string."""
	problems = {
		f"{path_name(path)}:{call.lineno}"
		for path in PYTHON
		for name, call in calls(path)
		if name in ("frappe.db.sql", "frappe.db.multisql", "frappe.db.sql_ddl")
		and (name, in_app(path)) not in MAY_DEFINE_COLUMNS
		and not (call.args and isinstance(call.args[0], ast.Constant))
	}
	assert not problems


def test_sql_runs_on_every_database():
	problems = {
		f"{path_name(path)}:{node.lineno}"
		for path in PYTHON
		for node in ast.walk(tree(path))
		if isinstance(node, ast.Constant)
		and isinstance(node.value, str)
		and MARIADB_ONLY.search(node.value)
		and "select" in node.value.lower()
	}
	assert not problems


# Fields that differ in each row of a list, or so nearly that only a machine's clock could tell them apart.
UNIQUE = ("name", "idx", "creation", "modified")


def test_lists_name_plain_fields_and_their_order():
	"""Version 16 refuses functions as strings and sorts by another field than 15."""
	problems = []
	for path in PYTHON:
		for name, call in calls(path):
			if name not in ("frappe.get_all", "frappe.get_list", "frappe.db.get_all", "frappe.db.get_list"):
				continue
			words = {word.arg: word.value for word in call.keywords}
			if "order_by" not in words and None not in words:
				problems.append(f"{path_name(path)}:{call.lineno}: no order_by")
			fields = words.get("fields")
			if fields and re.search(r"['\"][^'\"]*\(", ast.unparse(fields)):
				problems.append(f"{path_name(path)}:{call.lineno}: a function in fields")
	assert not problems


def test_an_order_leaves_nothing_to_chance():
	"""Rows that are equal in a list's order come in any order, and the same work gives another result each time."""
	problems = []
	for path in PYTHON:
		for _name, call in calls(path):
			words = {word.arg: word.value.value for word in call.keywords if isinstance(word.value, ast.Constant)}
			order = words.get("order_by")
			unique = {*UNIQUE, words.get("pluck")}
			if order and re.sub(" (asc|desc)$", "", order).split(", ")[-1].split(".")[-1].strip("`") not in unique:
				problems.append(
					f"{path_name(path)}:{call.lineno}: {order} does not end with a field of its own for each row"
				)
	assert not problems


def test_user_input_never_goes_past_the_checks():
	"""set_value and bulk_insert take values raw; the base class does not see them (PLATFORM: input)."""
	problems = {
		f"{path_name(path)}:{call.lineno}: {name}"
		for path in files(".py", APP / "api")
		for name, call in calls(path)
		if name in ("frappe.db.set_value", "frappe.db.bulk_insert", "frappe.db.bulk_update")
	}
	assert not problems


def test_nothing_removed_from_frappe_is_called():
	assert not {
		f"{path_name(path)}:{call.lineno}: {name}"
		for path in PYTHON
		for name, call in calls(path)
		if name in REMOVED_FROM_FRAPPE
	}


def test_erpnext_is_not_patched():
	"""No assignment to something of Frappe or ERPNext."""
	assert not {
		f"{path_name(path)}:{node.lineno}"
		for path in PYTHON
		for node in ast.walk(tree(path))
		if isinstance(node, ast.Assign)
		for target in node.targets
		if isinstance(target, ast.Attribute)
		and dotted_name(target).split(".")[0] in ("frappe", "erpnext")
		and not dotted_name(target).startswith(("frappe.flags.", "frappe.local.", "frappe.response."))
	}


@pytest.mark.parametrize("path", PYTHON, ids=in_app)
def test_functions_are_typed(path: Path):
	untyped = []
	for node in ast.walk(tree(path)):
		if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
			continue
		arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
		untyped += [
			f"{node.name}({argument.arg})"
			for argument in arguments
			if argument and argument.annotation is None and argument.arg not in ("self", "cls")
		]
		if node.returns is None and node.name != "__init__":
			untyped.append(f"{node.name} -> ?")
	assert not untyped


@pytest.mark.parametrize("path", PYTHON, ids=in_app)
def test_public_things_are_documented(path: Path):
	"""Events of Frappe are known by their name; everything else says what it does."""
	module = tree(path)
	missing = []
	if module.body and not ast.get_docstring(module) and "doctype" not in path.parts:
		missing.append("the module")
	for node in module.body:
		if isinstance(node, ast.FunctionDef) and needs_docstring(node):
			missing.append(node.name)
		if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
			if not ast.get_docstring(node):
				missing.append(node.name)
			missing += [
				f"{node.name}.{item.name}"
				for item in node.body
				if isinstance(item, ast.FunctionDef) and needs_docstring(item)
			]
	assert not missing


def needs_docstring(function: ast.FunctionDef) -> bool:
	"""Say whether a function is public, no event of Frappe, and without a docstring."""
	return not function.name.startswith("_") and function.name not in EVENTS and not ast.get_docstring(function)


@pytest.mark.parametrize("path", ALL_PYTHON, ids=path_name)
def test_python_files_are_short_and_run_on_3_10(path: Path):
	source = text(path)
	assert source.count("\n") <= (MAX_LINES_OF_STORIES if path.name.startswith("test_") else MAX_LINES)
	ast.parse(source, feature_version=(3, 10))


@pytest.mark.parametrize("path", ALL_PYTHON, ids=path_name)
def test_no_code_is_commented_out(path: Path):
	found = []
	for token in tokenize.generate_tokens(io.StringIO(text(path)).readline):
		if token.type != tokenize.COMMENT:
			continue
		try:
			statements = ast.parse(token.string.lstrip("#").strip()).body
		except SyntaxError:
			continue
		if any(is_code(statement) for statement in statements):
			found.append(f"line {token.start[0]}: {token.string}")
	assert not found


def is_code(statement: ast.stmt) -> bool:
	"""Say whether a statement is more than a word that happens to be Python."""
	if isinstance(statement, ast.Expr):
		return isinstance(statement.value, ast.Call | ast.Await | ast.Yield)
	return not isinstance(statement, ast.AnnAssign | ast.Pass)


@pytest.mark.parametrize("path", PYTHON, ids=in_app)
def test_no_empty_bodies(path: Path):
	"""A class or function holds more than `pass`; a docstring is enough for the class of a table."""
	empty = [
		getattr(node, "name", "?")
		for node in ast.walk(tree(path))
		if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.If | ast.Try)
		and len(node.body) == 1
		and isinstance(node.body[0], ast.Pass)
	]
	assert not empty
	swallowing = [
		node.lineno
		for node in ast.walk(tree(path))
		if isinstance(node, ast.ExceptHandler) and (node.type is None or dotted_name(node.type) == "BaseException")
	]
	assert not swallowing, "bare except"


@pytest.mark.parametrize(
	"path", [*ALL_PYTHON, *files(".js"), *files(".html"), *files(".md", ROOT / "docs")], ids=path_name
)
def test_nothing_is_left_for_later(path: Path):
	assert not FORGOTTEN.findall(text(path))


def test_every_test_file_holds_tests_under_a_name_of_its_own():
	names: dict[str, Path] = {}
	for path in files(".py", TESTS):
		if not path.name.startswith("test_"):
			continue
		tests = [
			node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
		]
		assert tests, path_name(path)
		assert path.name not in names, f"{path_name(path)} and {path_name(names[path.name])} share a name"
		names[path.name] = path


def test_tests_of_one_file_have_names_of_their_own():
	"""A second test with a name replaces the first one in silence."""
	doubled = []
	for path in files(".py", TESTS):
		names = [node.name for node in tree(path).body if isinstance(node, ast.FunctionDef)]
		doubled += [f"{path_name(path)}::{name}" for name in set(names) if names.count(name) > 1]
	assert not doubled


def test_site_tests_mock_nothing():
	mocking = {
		path_name(path)
		for path in files(".py", TESTS / "site")
		if any(name.startswith(("unittest.mock", "mock.")) for name in imports(path))
		or re.search(r"\bmonkeypatch\.setattr\(\s*[\"']?(frappe|erpnext)", text(path))
	}
	assert not mocking


def test_plain_tests_need_no_frappe():
	needing = {
		f"{path_name(path)}: {name}"
		for tier in ("unit", "contract")
		for path in files(".py", TESTS / tier)
		for name in imports(path)
		if name.split(".")[0] in ("frappe", "erpnext")
	}
	assert not needing


def test_scripts_escape_what_they_put_into_pages():
	"""`.html(`…${doc.field}…`)` shows user input as HTML; frappe.utils.escape_html goes around it."""
	risky = re.compile(
		r"\$\{\s*(?:frm\.)?(?:doc|row|d|r|data)\.(?!(?:doctype|field|count|idx|indicator|color)\b)\w+\s*\}"
	)
	problems = {
		f"{path_name(path)}: {match}"
		for path in files(".js")
		for block in re.findall(r"`[^`]*<[^`]*`", text(path))
		for match in risky.findall(block)
	}
	assert not problems


def test_public_pages_escape_what_they_show():
	"""Frappe's templates do not escape by themselves."""
	problems = []
	for path in [*(APP / "www").glob("*.html"), *files(".html", APP / "templates" / "public")]:
		source = text(path)
		opened = len(re.findall(r"{%-?\s*autoescape true", source))
		blocks = len(re.findall(r"{%-?\s*(?:macro \w+|block (?!scripts)\w+ %}\n)", source)) or 1
		if opened < blocks:
			problems.append(path_name(path))
	assert not problems
