"""Installing, migrating and uninstalling on sites of their own: nothing is missing, nothing stays, nothing leaves."""

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import frappe
import pytest
import snapshots
from factories import NIENBURG, ensure_municipality, ensure_user, make
from harness.sites import Overlay
from valid_records import make_valid, make_world

from upj_kooperation import install, seeding
from upj_kooperation.customizations import FIELDS

pytestmark = pytest.mark.install

APP = "upj_kooperation"
OnSite = Callable[[str], AbstractContextManager]
Bench = Callable[..., subprocess.CompletedProcess]

# Loaded by every Python that starts with it on its path: notes each address that is asked for or connected to.
WATCHER = """
import os, sys
def note(event, arguments):
	if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
		address = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments[0]
		with open(os.environ["UPJ_ADDRESSES"], "a") as file:
			file.write(f"{event} {address!r}\\n")
sys.addaudithook(note)
"""
HERE = ("127.", "::1", "localhost", "/", "None", "0.0.0.0")


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory, overlay: Overlay) -> Iterator[tuple[dict[str, str], Path]]:
	"""Environment under which commands note down whom they talk to, and the file with the notes."""
	folder = tmp_path_factory.mktemp("watcher")
	(folder / "sitecustomize.py").write_text(WATCHER)
	notes = folder / "addresses.txt"
	notes.touch()
	path = overlay.environment()["PYTHONPATH"]
	yield {"PYTHONPATH": f"{folder}:{path}", "UPJ_ADDRESSES": str(notes)}, notes


class Life:
	"""What a site looked like at the stations of one life with the app."""

	before: dict[str, Any]
	installed: dict[str, Any]
	migrated: dict[str, Any]
	uninstalled: dict[str, Any]
	columns_before: dict[str, list[str]]
	columns_after: dict[str, list[str]]
	rehearsed: dict[str, Any]
	town: dict[str, Any]


@pytest.fixture(scope="module")
def life(
	make_site: Callable[[], str], on_site: OnSite, bench_cmd: Bench, watched: tuple[dict[str, str], Path]
) -> Iterator[Life]:
	"""Install on a site with data, migrate twice, enter the town's records, uninstall; note what each step left."""
	site, environment, life = make_site(), watched[0], Life()
	with on_site(site):
		prepare_town()
		frappe.db.commit()
		life.before, life.columns_before = snapshots.content(), snapshots.columns()
	bench_cmd(site, "install-app", APP, env=environment)
	bench_cmd(site, "migrate", env=environment)
	with on_site(site):
		life.installed = snapshots.content()
	bench_cmd(site, "migrate", env=environment)
	with on_site(site):
		life.migrated = snapshots.content()
		life.town = work_in_town()
		frappe.db.commit()
		with_data = snapshots.content()
	bench_cmd(site, "uninstall-app", APP, "--dry-run", "--no-backup")
	with on_site(site):
		life.rehearsed = snapshots.changes(with_data, snapshots.content())
	bench_cmd(site, "uninstall-app", APP, "--yes", "--no-backup")
	with on_site(site):
		life.uninstalled, life.columns_after = snapshots.content(), snapshots.columns()
		life.town["left"] = {
			"file": frappe.db.get_value("File", life.town["file"], ["attached_to_doctype", "file_url"], as_dict=True),
			"project": frappe.db.exists("Project", life.town["project"]),
			"communication": frappe.db.get_value("Communication", life.town["communication"], "reference_doctype"),
			"todo": frappe.db.exists("ToDo", life.town["own_todo"]),
			"state": frappe.db.exists("Workflow State", "Dormant"),
			"workflow": frappe.db.exists("Workflow", "Eigenes Verfahren"),
			"role": frappe.db.exists("Role", "Programme Office"),
		}
	life.town["site"] = site
	yield life


def prepare_town() -> None:
	"""What a town may have before it installs the app: names that we use too."""
	make("Role", role_name="Programme Office")
	make("Workflow State", workflow_state_name="Selected", style="Warning")
	make("Workflow Action Master", workflow_action_name="Withdraw")
	make("Customer", customer_name="Laden (erfunden)", customer_type="Company")


def work_in_town() -> dict[str, Any]:
	"""Enter records of every kind, with all that hangs on them, and use one of our states in a workflow of the town."""
	user = ensure_user("kooperation@nienburg.example", "Cooperation Adviser", "Programme Office")
	world = make_world(NIENBURG, user)
	make("User Permission", user=user, allow="Municipality", for_value=NIENBURG)
	gift = frappe.get_doc("Sponsorship", world["Sponsorship"])
	gift.purpose = "Stadtteilfonds Nordertor"
	gift.save(ignore_version=False)
	gift.add_comment("Comment", "Bitte prüfen")
	gift.add_tag("wichtig")
	frappe.share.add("Sponsorship", gift.name, "Guest")
	make("ToDo", description="Nachfassen", reference_type="Sponsorship", reference_name=gift.name)
	file = make(
		"File",
		file_name="brief.txt",
		content="Ein Brief",
		is_private=1,
		attached_to_doctype="Sponsorship",
		attached_to_name=gift.name,
	)
	communication = make(
		"Communication",
		communication_type="Communication",
		subject="Dank",
		content="Danke",
		reference_doctype="Sponsorship",
		reference_name=gift.name,
	)
	project = make("Project", project_name="Nordertörtchen")
	frappe.db.set_value("Project", project.name, "upj_cooperation_project", world["Cooperation Project"])
	make(
		"Property Setter",
		doctype_or_field="DocField",
		doc_type="Project",
		field_name="upj_cooperation_project",
		property="label",
		value="Törtchen",
		property_type="Data",
	)
	make(
		"Property Setter",
		doctype_or_field="DocField",
		doc_type="Sponsorship",
		field_name="purpose",
		property="label",
		value="Wofür",
		property_type="Data",
	)
	frappe.permissions.add_permission("Sponsorship", "Accounts User")
	make(
		"Workflow",
		workflow_name="Eigenes Verfahren",
		document_type="ToDo",
		workflow_state_field="workflow_state",
		is_active=0,
		states=[{"state": "Dormant", "doc_status": "0", "allow_edit": "System Manager"}],
		transitions=[],
	)
	return {
		"file": file.name,
		"communication": communication.name,
		"project": project.name,
		"own_todo": make("ToDo", description="Etwas anderes").name,
	}


# What the town did itself while the app was there, and keeps.
KEPT = {
	"tabActivity Type",
	"tabComment",
	"tabCommunication",
	"tabContact",
	"tabContact Email",
	"tabCustom Field",
	"tabDefaultValue",
	"tabDocShare",
	"tabFile",
	"tabHas Role",
	"tabNotification Settings",
	"tabProject",
	"tabSeries",
	"tabTag",
	"tabToDo",
	"tabUser",
	"tabUser Social Login",
	"tabVersion",
	"tabWorkflow",
	"tabWorkflow Document State",
	"tabWorkflow State",
	"tabWorkflow Transition",
	"__Auth",
	"__global_search",
}


def test_installing_brings_everything(life: Life):
	rows = life.installed
	for role in install.our_roles():
		assert role in rows["tabRole"]
	for definition in seeding.definitions():
		name = definition.get("workflow_name") or definition.get("workflow_state_name")
		if name:
			assert name in rows[f"tab{definition['doctype']}"]
	assert {f"{doctype}-{field['fieldname']}" for doctype, fields in FIELDS.items() for field in fields} <= set(
		rows["tabCustom Field"]
	)
	assert {"Sponsorship", "Council Paper"} <= set(rows["tabDocType"])


def test_installing_leaves_the_records_of_the_site_alone(life: Life):
	"""Roles are fixtures; states and actions that the town has made stay as they are."""
	for table, name in (("tabWorkflow State", "Selected"), ("tabWorkflow Action Master", "Withdraw")):
		assert life.migrated[table][name] == life.before[table][name]


def test_migrating_again_changes_nothing(life: Life):
	assert snapshots.changes(life.installed, life.migrated) == {}


def test_rehearsing_the_uninstall_changes_nothing(life: Life):
	assert life.rehearsed == {}


def test_uninstalling_takes_away_what_the_app_brought(life: Life):
	changes = snapshots.changes(life.before, life.uninstalled)
	assert {table: names for table, names in changes.items() if table not in KEPT} == {}
	ours = json.dumps({table: names for table, names in changes.items() if table != "tabSeries"}, ensure_ascii=False)
	for trace in ("Sponsorship", "upj_", "Cooperation", "Council Paper"):
		assert trace not in ours
	assert not any("gone" in names for names in changes.values())


def test_uninstalling_leaves_the_tables_as_they_were(life: Life):
	"""Frappe itself adds columns for tags and likes to the tables of others when they are first needed."""
	assert set(life.columns_after) == set(life.columns_before)
	changed = {
		table: set(columns) ^ set(life.columns_before[table])
		for table, columns in life.columns_after.items()
		if columns != life.columns_before[table]
	}
	assert not {table: columns for table, columns in changed.items() if not columns <= {"_liked_by", "workflow_state"}}


def test_what_is_the_towns_stays(life: Life):
	left = life.town["left"]
	assert left["file"] and not left["file"].attached_to_doctype
	assert left["project"] and left["todo"] and left["workflow"] and left["role"]
	assert left["communication"] is None
	assert left["state"], "a state that a workflow of the town uses"
	for table, name in (("tabWorkflow State", "Selected"), ("tabWorkflow Action Master", "Withdraw")):
		assert life.uninstalled[table][name] == life.before[table][name]


def test_nobody_outside_the_machine_is_asked(life: Life, watched: tuple[dict[str, str], Path]):
	notes = watched[1].read_text().splitlines()
	assert any("socket.connect" in note for note in notes), "the watcher was not loaded"
	outside = {
		note for note in notes if not note.split(" ", 1)[1].lstrip("(b'\"").startswith(HERE) and "[None" not in note
	}
	assert not outside


def test_the_app_can_be_installed_again(life: Life, on_site: OnSite, bench_cmd: Bench):
	site = life.town["site"]
	bench_cmd(site, "install-app", APP)
	with on_site(site):
		ensure_municipality()
		assert make_valid("Sponsorship").workflow_state == "Offered"
		again = snapshots.content()
	missing = {
		table: sorted(set(rows) - set(again.get(table, {})))
		for table, rows in life.installed.items()
		if table in ("tabWorkflow", "tabCustom Field", "tabRole", "tabDocType", "tabReport", "tabWorkspace")
	}
	assert not any(missing.values())


def test_a_migration_that_is_killed_is_completed_by_the_next(
	make_site: Callable[[], str], on_site: OnSite, bench_cmd: Bench, overlay: Overlay
):
	site = make_site()
	bench_cmd(site, "install-app", APP)
	with on_site(site):
		complete, columns = snapshots.content(), snapshots.columns()
	for seconds in (2, 5, 9):
		with on_site(site):
			undo_half()
		command = [str(overlay.python), "-m", "frappe.utils.bench_helper", "frappe", "--site", site, "migrate"]
		process = subprocess.Popen(
			command,
			cwd=overlay.sites,
			env=overlay.bench.environment(overlay.environment()),
			stdout=subprocess.DEVNULL,
			stderr=subprocess.DEVNULL,
		)
		time.sleep(seconds)
		process.send_signal(signal.SIGKILL)
		process.wait()
	bench_cmd(site, "migrate")
	with on_site(site):
		assert snapshots.columns() == columns
		changes = snapshots.changes(complete, snapshots.content())
	ours = {table: names for table, names in changes.items() if table in MIGRATED}
	assert not any(names.get("gone") for names in ours.values()), ours


# Where a migration writes what the app brings.
MIGRATED = {
	"tabDocType",
	"tabReport",
	"tabWorkspace",
	"tabNumber Card",
	"tabDashboard Chart",
	"tabWorkflow",
	"tabWorkflow State",
	"tabField of Action",
	"tabCustom Field",
	"tabRole",
}


def undo_half() -> None:
	"""Give the next migration work: fields, records and tables that are not as they should be."""
	frappe.db.sql("update `tabDocType` set migration_hash = '' where module in ('Sponsoring', 'Cooperation')")
	for doctype, fields in FIELDS.items():
		for field in fields:
			frappe.db.delete("Custom Field", {"name": f"{doctype}-{field['fieldname']}"})
	for table in ("Workflow", "Field of Action"):
		names = frappe.get_all("Seeded Record", filters={"reference_doctype": table}, pluck="reference_name")
		frappe.db.delete(table, {"name": ["in", names]})
		frappe.db.delete("Seeded Record", {"reference_doctype": table})
	frappe.db.commit()


def test_without_erpnext_nothing_is_written(make_site: Callable[[], str], on_site: OnSite, bench_cmd: Bench):
	site = make_site()
	with on_site(site):
		frappe.db.set_global("installed_apps", '["frappe"]')
		frappe.db.commit()
		frappe.clear_cache()
		before, tables = snapshots.content(), snapshots.columns()
	done = bench_cmd(site, "install-app", APP, check=False)
	assert done.returncode
	assert "Install ERPNext on this site first" in done.stdout + done.stderr
	with on_site(site):
		assert snapshots.changes(before, snapshots.content()) == {}
		assert snapshots.columns() == tables


def test_names_that_are_taken_stop_the_installation(make_site: Callable[[], str], on_site: OnSite, bench_cmd: Bench):
	site = make_site()
	with on_site(site):
		make("Module Def", module_name="Sponsoring", app_name="erpnext")
		frappe.db.commit()
		before = snapshots.content()
	done = bench_cmd(site, "install-app", APP, check=False)
	assert done.returncode
	assert "Sponsoring" in done.stdout + done.stderr
	with on_site(site):
		assert snapshots.changes(before, snapshots.content()) == {}


def test_erpnext_cannot_be_taken_away_below_the_app(life: Life, bench_cmd: Bench):
	done = bench_cmd(life.town["site"], "uninstall-app", "erpnext", "--yes", "--no-backup", check=False)
	assert done.returncode
	assert "Uninstall UPJ Kooperation first" in done.stdout + done.stderr
