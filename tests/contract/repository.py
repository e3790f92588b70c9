"""The checkout as data: what the contract tests read. Nothing here imports Frappe or runs the app."""

import ast
import functools
import json
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "upj_kooperation"
TESTS = ROOT / "tests"
PACKAGE = APP.name

NO_VALUE = frozenset({"Section Break", "Column Break", "Tab Break", "HTML", "Button", "Heading", "Fold", "Image"})


def path_name(path: Path) -> str:
	"""Return a path as it is written in the repository."""
	return path.relative_to(ROOT).as_posix()


def files(suffix: str, *folders: Path) -> list[Path]:
	"""Return all files below `folders` (default: the package) with this suffix, without caches and bundles."""
	return sorted(
		path
		for folder in folders or (APP,)
		for path in folder.rglob(f"*{suffix}")
		if not {"__pycache__", "node_modules", "dist"} & set(path.parts) and path.is_file()
	)


@functools.cache
def text(path: Path) -> str:
	"""Return a file's text."""
	return path.read_text(encoding="utf-8")


@functools.cache
def tree(path: Path) -> ast.Module:
	"""Return a Python file's syntax tree."""
	return ast.parse(text(path), filename=str(path))


@functools.cache
def data(path: Path) -> dict | list:
	"""Return a JSON file's content."""
	return json.loads(text(path))


def scrub(name: str) -> str:
	"""Return the folder name that Frappe gives a DocType, module or report."""
	return name.replace(" ", "_").replace("-", "_").lower()


def modules() -> list[str]:
	"""Return the modules in the order of modules.txt."""
	return [line.strip() for line in text(APP / "modules.txt").splitlines() if line.strip()]


@functools.cache
def records() -> tuple[tuple[Path, dict], ...]:
	"""Return each record (JSON with a `doctype`) that lies in a module's folder, with its path."""
	return tuple(
		(path, content)
		for module in modules()
		for path in files(".json", APP / scrub(module))
		if isinstance(content := data(path), dict) and content.get("doctype")
	)


def records_of(doctype: str) -> list[tuple[Path, dict]]:
	"""Return the records of one kind, for example "Report"."""
	return [(path, content) for path, content in records() if content["doctype"] == doctype]


def doctypes() -> dict[str, dict]:
	"""Return the app's DocTypes by name."""
	return {content["name"]: content for _path, content in records_of("DocType")}


def value_fields(doctype: dict) -> dict[str, dict]:
	"""Return the fields that hold a value, by fieldname."""
	return {field["fieldname"]: field for field in doctype["fields"] if field["fieldtype"] not in NO_VALUE}


def workflows() -> dict[str, dict]:
	"""Return the workflows by their file's name."""
	return {path.name: data(path) for path in sorted((APP / "workflows").glob("*.json")) if path.name != "states.json"}


def custom_fields() -> list[tuple[str, dict]]:
	"""Return each custom field as (DocType of ERPNext, row)."""
	rows = data(APP / "customizations" / "custom_fields.json")
	return [(doctype, row) for doctype, fields in rows.items() for row in fields]


def roles() -> set[str]:
	"""Return the names of the app's roles."""
	return {row["name"] for row in data(APP / "fixtures" / "role.json")}


def module_file(dotted: str) -> Path | None:
	"""Return the file of a dotted module path of ours, or None."""
	base = ROOT.joinpath(*dotted.split("."))
	return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()), None)


def functions(path: Path) -> dict[str, ast.FunctionDef]:
	"""Return the functions at the top of a Python file."""
	return {node.name: node for node in tree(path).body if isinstance(node, ast.FunctionDef)}


def names_at_top(path: Path) -> set[str]:
	"""Return what a Python file defines or imports at its top."""
	names: set[str] = set()
	for node in tree(path).body:
		if isinstance(node, ast.FunctionDef | ast.ClassDef):
			names.add(node.name)
		elif isinstance(node, ast.Import | ast.ImportFrom):
			names |= {alias.asname or alias.name.split(".")[0] for alias in node.names}
		elif isinstance(node, ast.Assign | ast.AnnAssign):
			targets = node.targets if isinstance(node, ast.Assign) else [node.target]
			names |= {target.id for target in targets if isinstance(target, ast.Name)}
	return names


@functools.cache
def constants(path: Path) -> dict[str, str | tuple]:
	"""Return the strings that a file gives a name at its top: constants, tuples and dicts of them, class members."""
	found: dict[str, str | tuple] = {}
	for node in tree(path).body:
		if isinstance(node, ast.ClassDef):
			for item in node.body:
				if isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
					values = tuple(literal_strings(item.value, found))
					found |= {f"{node.name}.{item.targets[0].id}": value for value in values[:1]}
		target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
		if isinstance(target, ast.Name) and getattr(node, "value", None) is not None:
			values = tuple(literal_strings(node.value, found))
			if values:
				found[target.id] = values[0] if isinstance(node.value, ast.Constant) else values
	return found


def literal_strings(node: ast.expr, known: dict[str, str | tuple]) -> Iterator[str]:
	"""Yield the strings in an expression; names are looked up among `known` constants."""
	if isinstance(node, ast.Constant):
		if isinstance(node.value, str):
			yield node.value
	elif isinstance(node, ast.Name | ast.Attribute):
		value = known.get(dotted_name(node), ())
		yield from (value,) if isinstance(value, str) else value
	elif isinstance(node, ast.Starred):
		yield from literal_strings(node.value, known)
	elif isinstance(node, ast.Tuple | ast.List | ast.Set):
		for item in node.elts:
			yield from literal_strings(item, known)
	elif isinstance(node, ast.Subscript):
		yield from literal_strings(node.value, known)
	elif isinstance(node, ast.Dict):
		for item in node.values:
			yield from literal_strings(item, known)
	elif isinstance(node, ast.BinOp):
		yield from literal_strings(node.left, known)
		yield from literal_strings(node.right, known)
	elif isinstance(node, ast.Call) and dotted_name(node.func) in ("frozenset", "set", "tuple") and node.args:
		yield from literal_strings(node.args[0], known)
	elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "values":
		yield from literal_strings(node.func.value, known)


def known_strings(path: Path) -> dict[str, str | tuple]:
	"""Return what names stand for in a file: its own constants, and `NAME` or `module.NAME` imported from our rules."""
	known = dict(constants(path))
	for node in ast.walk(tree(path)):
		if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith(PACKAGE):
			continue
		for alias in node.names:
			name = alias.asname or alias.name
			source = module_file(f"{node.module}.{alias.name}")
			if source:
				known |= {f"{name}.{key}": value for key, value in constants(source).items()}
			elif source := module_file(node.module):
				for key, value in constants(source).items():
					if key == alias.name or key.startswith(f"{alias.name}."):
						known[name + key.removeprefix(alias.name)] = value
	return known


def resolves(dotted: str) -> bool:
	"""Say whether a dotted path names a module of ours or something at the top of one."""
	if module_file(dotted):
		return True
	module, _dot, name = dotted.rpartition(".")
	path = module_file(module) if module else None
	return bool(path) and name in names_at_top(path)


def imports(path: Path) -> Iterator[str]:
	"""Yield the dotted path of everything that a Python file imports, at any depth."""
	for node in ast.walk(tree(path)):
		if isinstance(node, ast.Import):
			yield from (alias.name for alias in node.names)
		elif isinstance(node, ast.ImportFrom):
			yield from (f"{node.module}.{alias.name}" for alias in node.names)


def dotted_name(node: ast.expr) -> str:
	"""Return `frappe.db.sql` for such an expression, and "" for any other."""
	parts: list[str] = []
	while isinstance(node, ast.Attribute):
		parts.append(node.attr)
		node = node.value
	if not isinstance(node, ast.Name):
		return ""
	return ".".join([node.id, *reversed(parts)])


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
	"""Yield each call in a Python file with its dotted name."""
	for node in ast.walk(tree(path)):
		if isinstance(node, ast.Call):
			yield dotted_name(node.func), node
