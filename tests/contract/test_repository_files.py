"""What stands around the package: licence, metadata, commands of the README, words that must not be here."""

import ast
import hashlib
import json
import re
from pathlib import Path

import pytest
from repository import APP, PACKAGE, ROOT, doctypes, files, path_name, text

try:
	import tomllib
except ModuleNotFoundError:  # Python 3.10, where pytest brings tomli along
	import tomli as tomllib

BINARY = {".png", ".jpg", ".jpeg", ".ico", ".woff", ".woff2", ".mo", ".pdf", ".gz"}
SKIPPED = {".git", ".venv", "__pycache__", ".ruff_cache", ".pytest_cache", "node_modules", ".hypothesis"}
# Hashes of names of real persons in the sources: the test knows them without writing them down.
PERSONS = frozenset({"8d7a99dabf73ef45"})
PHONE = re.compile(
	r"\+49[\s\d/()–-]{7,}|(?<![\w.#/-])0[1-9]\d{1,4}\s?[ /–-]\s?\d{5,}|\b(?:Tel|Telefon|Fax)\.?:\s*[\d(+]"
)
MAIL = re.compile(r"[\w.+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
FOREIGN = re.compile(
	r"""(?:https?:)?//(?!www\.w3\.org/|localhost|127\.0\.0\.1)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}"""
)


def repository_files() -> list[Path]:
	"""Return every text file of the checkout, without what tools leave behind."""
	return sorted(
		path
		for path in ROOT.rglob("*")
		if path.is_file()
		and not path.is_symlink()
		and path.suffix not in BINARY
		and not SKIPPED & set(path.relative_to(ROOT).parts)
	)


def project() -> dict:
	"""Return pyproject.toml."""
	return tomllib.loads(text(ROOT / "pyproject.toml"))


def test_licence_is_gpl_3():
	lines = text(ROOT / "LICENSE").split()
	assert " ".join(lines[:6]) == "GNU GENERAL PUBLIC LICENSE Version 3,"
	assert project()["project"]["license"] == {"file": "LICENSE"}


def test_project_metadata():
	metadata = project()
	assert metadata["project"]["requires-python"] == ">=3.10"
	assert metadata["build-system"]["build-backend"] == "flit_core.buildapi"
	assert set(metadata["tool"]["bench"]["frappe-dependencies"]) == {"frappe", "erpnext"}
	tools = re.compile(r"pytest|hypothesis|playwright|ruff|babel|freezegun")
	assert not [name for name in metadata["project"].get("dependencies", []) if tools.match(name)]


def test_version_strings_agree():
	version = re.search(r'__version__ = "(.+)"', text(APP / "__init__.py"))[1]
	assert re.fullmatch(r"\d+\.\d+\.\d+", version)
	newest = re.search(r"^## (\S+)", text(ROOT / "CHANGELOG.md"), re.MULTILINE)[1]
	assert newest == version
	assert project()["project"]["dynamic"] == ["version"]


def hook(name: str) -> str:
	"""Return a plain string of hooks.py."""
	return re.search(rf'^{name} = "(.*)"$', text(APP / "hooks.py"), re.MULTILINE)[1]


def test_hooks_and_metadata_say_the_same():
	author = project()["project"]["authors"][0]
	assert (hook("app_name"), hook("app_license")) == (project()["project"]["name"], "gpl-3.0")
	assert (hook("app_publisher"), hook("app_email")) == (author["name"], author["email"])


def test_installing_asks_nobody_outside():
	"""`required_apps = ["erpnext"]` asks a public web service at install time."""
	assert "required_apps" not in text(APP / "hooks.py") or '["frappe/erpnext"]' in text(APP / "hooks.py")


def test_npm_packages_are_exact_explained_and_without_a_registry_s_address():
	"""bench runs yarn in the checkout: it must neither leave a lock file behind nor take another version tomorrow."""
	package = json.loads(text(ROOT / "package.json"))
	assert package["private"] and package["name"] == PACKAGE
	assert set(package) <= {"name", "private", "description", "license", "dependencies"}
	for name, version in package.get("dependencies", {}).items():
		assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
		assert f"| {name} |" in text(ROOT / "CONTRIBUTING.md"), name
	assert "--install.no-lockfile true" in text(ROOT / ".yarnrc").splitlines()
	assert not [name for name in ("yarn.lock", "package-lock.json") if (ROOT / name).exists()]


def shell_lines(document: Path) -> list[str]:
	"""Return the lines of the shell blocks of a Markdown file."""
	blocks = re.findall(r"```(?:sh|bash|shell|console)\n(.*?)```", text(document), re.DOTALL)
	return [line.strip().removeprefix("$ ") for block in blocks for line in block.splitlines() if line.strip()]


DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("document", DOCUMENTS, ids=path_name)
def test_commands_in_documents_exist(document: Path):
	targets = set(re.findall(r"^([\w-]+):", text(ROOT / "Makefile"), re.MULTILINE))
	problems = []
	for source in [*shell_lines(document), *re.findall(r"`([^`\n]+)`", text(document))]:
		if command := re.match(r"(?:\w+=\S+ )*make ([\w-]+)", source):
			if command[1] not in targets:
				problems.append(source)
		elif (script := re.match(r"(?:\./)?((?:scripts|\.ci|benchmarks)/[\w./-]+)", source)) and not (
			ROOT / script[1]
		).exists():
			problems.append(source)
	assert not problems


@pytest.mark.parametrize("document", DOCUMENTS, ids=path_name)
def test_links_in_documents_lead_somewhere(document: Path):
	broken = [
		target
		for target in re.findall(r"\]\(([^)#\s]+)(?:#[\w-]*)?\)", text(document))
		if not re.match(r"[a-z]+:", target) and not (document.parent / target).exists()
	]
	assert not broken


def test_nobody_real_is_named():
	words = {
		word.lower()
		for path in repository_files()
		for word in re.findall(r"[A-Za-zÄÖÜäöüß]{4,}", path.read_text(encoding="utf-8", errors="ignore"))
	}
	named = {word for word in words if hashlib.sha256(word.encode()).hexdigest()[:16] in PERSONS}
	assert not named


def test_no_phone_numbers():
	found = {
		f"{path_name(path)}: {match[0]}"
		for path in repository_files()
		if path.name not in ("LICENSE", Path(__file__).name)
		for match in PHONE.finditer(path.read_text(encoding="utf-8", errors="ignore"))
	}
	assert not found


def test_mail_addresses_are_invented():
	allowed = re.compile(r"(\.example|\.localhost|git@github\.com)$")
	found = {
		f"{path_name(path)}: {match}"
		for path in repository_files()
		if path.name != "LICENSE"
		for match in MAIL.findall(path.read_text(encoding="utf-8", errors="ignore"))
		if not allowed.search(match)
	}
	assert not found


def test_pages_and_assets_load_nothing_from_elsewhere():
	found = {
		f"{path_name(path)}: {match}"
		for suffix in (".js", ".html", ".css", ".scss", ".svg", ".json")
		for path in files(suffix)
		for match in FOREIGN.findall(text(path))
	}
	assert not found


def test_the_package_is_a_package_everywhere():
	"""A folder with Python files needs its __init__.py, else flit's wheel and Frappe do not find it."""
	missing = {
		path_name(path.parent)
		for path in files(".py")
		if not (path.parent / "__init__.py").is_file() and "public" not in path.parts
	}
	assert not missing


def test_scripts_can_be_run():
	for name in ("test", "demo", "services"):
		path = ROOT / "scripts" / name
		assert path.stat().st_mode & 0o111, name
		assert text(path).startswith("#!"), name
	assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
	assert "make test" in text(ROOT / ".ci" / "run") or "scripts/test" in text(ROOT / ".ci" / "run")


def test_python_outside_the_package_is_documented():
	missing = [
		path_name(path)
		for path in files(".py", ROOT / "scripts", ROOT / "benchmarks", ROOT / "tests")
		if path.name != "__init__.py" and not ast.get_docstring(ast.parse(text(path)))
	]
	assert not missing


@pytest.mark.parametrize("name", [name for name, definition in doctypes().items() if not definition.get("istable")])
def test_every_form_has_its_row_in_the_docs(name: str):
	assert f"(`{name}`)" in text(ROOT / "docs" / "formulare.md")


@pytest.mark.parametrize("folder", ["tests/site", "benchmarks"])
def test_neighbours_import_what_there_is(folder: str):
	"""A file of these folders that names what its neighbour no longer has is not even collected, and only on a site."""
	trees = {path.stem: ast.parse(path.read_text()) for path in (ROOT / folder).glob("*.py")}
	missing = []
	for stem, tree in trees.items():
		for node in ast.walk(tree):
			if isinstance(node, ast.ImportFrom) and node.module in trees:
				there = names_of(trees[node.module])
				missing += [f"{stem}: {node.module}.{name.name}" for name in node.names if name.name not in there]
	assert not missing


def names_of(tree: ast.Module) -> set[str]:
	"""Return the names that a module has after its import: what it defines, assigns and imports itself."""
	names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
	for node in ast.walk(tree):
		if isinstance(node, ast.FunctionDef | ast.ClassDef):
			names.add(node.name)
		elif isinstance(node, ast.Import | ast.ImportFrom):
			names |= {name.asname or name.name for name in node.names}
	return names
