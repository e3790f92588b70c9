"""hooks.py, patches.txt and the paths that scripts call: each names something that exists."""

import importlib.util
import re
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from repository import APP, PACKAGE, ROOT, doctypes, files, functions, module_file, modules, path_name, resolves, text

# Hooks whose values are dotted paths, and hooks that are plain data. Frappe ignores a hook it does not know in silence.
CODE_HOOKS = re.compile(
	r"^(before|after)_\w+$|^(on_login|on_logout|on_session_creation|extend_bootinfo|boot_session|permission_query_conditions"
	r"|has_permission|has_website_permission|doc_events|scheduler_events|override_doctype_dashboards|override_whitelisted_methods|jinja"
	r"|standard_queries|update_website_context|notification_config|auth_hooks|get_web_pages_with_dynamic_routes|upj_\w+)$"
)
DATA_HOOKS = re.compile(
	r"^(app_\w+|add_to_apps_screen|required_apps|fixtures|export_python_type_annotations|website_route_rules|website_redirects"
	r"|global_search_doctypes|ignore_links_on_delete|user_data_fields|require_type_annotated_api_methods"
	r"|default_log_clearing_doctypes|auto_cancel_exempted_doctypes|naming_series_variables|website_generators)$"
)
FILE_HOOKS = {"doctype_js", "doctype_list_js", "doctype_calendar_js", "doctype_tree_js", "page_js"}
ASSET_HOOKS = {"app_include_js", "app_include_css", "web_include_js", "web_include_css", "webform_include_js"}
UNFENCED_LOOKUPS = {
	"frappe.client.get_count",
	"frappe.client.validate_link",
	"frappe.desk.search.get_link_title",
	"frappe.desk.search.search_link",
	"frappe.desk.search.search_widget",
	"frappe.utils.global_search.search",
}
KNOWN_EVENTS = {
	"before_insert",
	"after_insert",
	"before_validate",
	"validate",
	"before_save",
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
	"on_update_after_submit",
	"before_update_after_submit",
}


@pytest.fixture(scope="module")
def hooks() -> ModuleType:
	"""hooks.py as Frappe imports it; it must not need Frappe for that."""
	sys.path.insert(0, str(ROOT))
	spec = importlib.util.spec_from_file_location("hooks_under_test", APP / "hooks.py")
	module = importlib.util.module_from_spec(spec)
	spec.loader.exec_module(module)
	return module


def strings(value: Any) -> Iterator[str]:
	"""Yield every string in a hook's value."""
	if isinstance(value, str):
		yield value
	elif isinstance(value, dict):
		for item in value.values():
			yield from strings(item)
	elif isinstance(value, list | tuple):
		for item in value:
			yield from strings(item)


def hook_values(hooks: ModuleType) -> dict[str, Any]:
	"""Return what hooks.py defines."""
	return {name: value for name, value in vars(hooks).items() if not name.startswith("_") and not callable(value)}


def test_every_dotted_path_in_hooks_exists(hooks: ModuleType):
	missing = [
		f"{name}: {path}"
		for name, value in hook_values(hooks).items()
		for path in strings(value)
		if path.startswith(f"{PACKAGE}.") and not resolves(path)
	]
	assert not missing


def test_every_hook_is_known_and_code_hooks_name_our_functions(hooks: ModuleType):
	problems = []
	for name, value in hook_values(hooks).items():
		if CODE_HOOKS.match(name):
			problems += [f"{name}: {path}" for path in strings(value) if not is_function(path)]
		elif not DATA_HOOKS.match(name) and name not in FILE_HOOKS | ASSET_HOOKS | {"FENCES", "CHILD_TABLES"}:
			problems.append(f"{name}: no hook of Frappe that this test knows")
	assert not problems


def test_scripts_of_other_doctypes_exist(hooks: ModuleType):
	missing = [path for name in FILE_HOOKS for path in strings(getattr(hooks, name, {})) if not (APP / path).is_file()]
	assert not missing
	registered = {path for name in FILE_HOOKS for path in strings(getattr(hooks, name, {}))}
	unused = {path.relative_to(APP).as_posix() for path in files(".js", APP / "client_scripts")} - registered
	assert not unused, "client scripts that no hook loads"


def test_included_assets_exist(hooks: ModuleType):
	missing = []
	for name in ASSET_HOOKS:
		for path in strings(getattr(hooks, name, [])):
			served = path.removeprefix(f"/assets/{PACKAGE}/")
			source = re.sub(r"\.bundle\.(js|css)$", "", served)
			found = (APP / "public" / served).exists() or any((APP / "public").rglob(f"{source}.bundle.*"))
			if not found:
				missing.append(f"{name}: {path}")
	for path in (hooks.app_logo_url, *(app["logo"] for app in hooks.add_to_apps_screen)):
		if not (APP / "public" / path.removeprefix(f"/assets/{PACKAGE}/")).is_file():
			missing.append(path)
	assert not missing


def test_doc_events_name_events_of_frappe_and_functions_named_like_them(hooks: ModuleType):
	problems = []
	ours = set(doctypes())
	for doctype, events in hooks.doc_events.items():
		for event, handlers in events.items():
			if event not in KNOWN_EVENTS:
				problems.append(f"{doctype}: {event} is no event of Frappe")
			problems += [f"{doctype}: {path} is not a function" for path in strings(handlers) if not is_function(path)]
		handlers = set(strings(events))
		if doctype in ours and not all(path.startswith(f"{PACKAGE}.permissions.") for path in handlers):
			problems.append(f"{doctype} is ours: its controller holds its events")
	assert not problems


def is_function(dotted: str) -> bool:
	"""Say whether a dotted path names a function of ours."""
	module, _dot, name = dotted.rpartition(".")
	path = module_file(module)
	return bool(path) and name in functions(path)


def test_scheduled_functions_take_no_arguments(hooks: ModuleType):
	problems = []
	for path in strings(hooks.scheduler_events):
		module, _dot, name = path.rpartition(".")
		function = functions(module_file(module)).get(name) if module_file(module) else None
		if function is None:
			problems.append(f"{path} is missing")
		elif len(function.args.args) > len(function.args.defaults):
			problems.append(f"{path} needs arguments")
	assert not problems


def test_hooks_need_no_frappe(hooks: ModuleType):
	assert "import frappe" not in text(APP / "hooks.py")
	assert "frappe" not in text(APP / "fences.py")


def test_no_class_of_another_app_is_overridden(hooks: ModuleType):
	assert not {"override_doctype_class", "extend_doctype_class"} & set(vars(hooks))


def test_only_lookups_without_a_fence_are_answered_in_the_platforms_place(hooks: ModuleType):
	"""Each of these tells every user something about records that the user may not see (PLATFORM: who sees what)."""
	overridden = getattr(hooks, "override_whitelisted_methods", {})
	assert set(overridden) <= UNFENCED_LOOKUPS
	assert all(path.startswith(f"{PACKAGE}.api.lookups.") for path in overridden.values())


def test_each_hook_stands_once():
	names = re.findall(r"^(\w+) =", text(APP / "hooks.py"), re.MULTILINE)
	assert sorted(names) == sorted(set(names))


def test_every_patch_exists_and_runs():
	lines = [
		line.split("#")[0].strip()
		for line in text(APP / "patches.txt").splitlines()
		if line.strip() and not line.startswith(("[", "#"))
	]
	missing = [line for line in lines if not module_file(line) or "execute" not in functions(module_file(line))]
	assert not missing
	listed = {module_file(line) for line in lines}
	unlisted = [
		path_name(path) for path in files(".py", APP / "patches") if path.name != "__init__.py" and path not in listed
	]
	assert not unlisted


def test_patches_have_both_sections():
	assert re.findall(r"^\[(\w+)\]$", text(APP / "patches.txt"), re.MULTILINE) == [
		"pre_model_sync",
		"post_model_sync",
	]


def test_every_module_has_its_package():
	for module in modules():
		folder = APP / module.lower().replace(" ", "_")
		assert (folder / "__init__.py").is_file(), module


def test_the_own_municipality_is_set_on_every_form_that_loads_its_script(hooks: ModuleType) -> None:
	path = "client_scripts/own_municipality.js"
	loading = {doctype for doctype, scripts in hooks.doctype_js.items() if path in strings(scripts)}
	named = re.search(r"const FORMS = \[(.*?)\]", text(APP / path), re.S)
	assert named and loading == set(re.findall(r'"(.+?)"', named[1]))
