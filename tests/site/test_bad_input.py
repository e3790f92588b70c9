"""Wrong and forged input over the desk, REST, web form and import: refused in words, never a 500, nothing written."""

import json
from collections.abc import Callable
from typing import Any

import frappe
import pytest
import snapshots
from access_table import FENCED, INTERNAL, OPEN, TABLES
from bad_values import SCRIPT, WRONG, Wrong, crossed_periods, wrong_values
from entry_points import acting_as, call
from factories import NIENBURG, ensure_municipality, ensure_user, make
from frappe.website.doctype.web_form.web_form import accept
from valid_records import make_valid, valid_values

DOCTYPES = [name for name in (*FENCED, *OPEN) if name not in INTERNAL]


def as_json(values: dict[str, Any]) -> str:
	"""Return what a browser would send."""
	return json.dumps(values, default=str)


def try_to(action: Callable[[], Any]) -> Exception | None:
	"""Do something and undo it; return the refusal."""
	frappe.db.savepoint("attempt")
	frappe.local.message_log = []
	try:
		action()
	except Exception as refusal:
		return refusal
	finally:
		frappe.db.rollback(save_point="attempt")
	return None


def fault_of(refusal: Exception | None, wrong: Wrong) -> str | None:
	"""Return what is wrong with the answer to a wrong value, if anything is."""
	if refusal is None:
		# What a read-only field is sent is put back in silence.
		return None if wrong.read_only else f"{wrong}: taken"
	status = getattr(refusal, "http_status_code", 500)
	if not 400 <= status < 500:
		return f"{wrong}: {status} {refusal!r}"[:300]
	words = str(refusal) or str(frappe.local.message_log) + str(frappe.flags.error_message)
	return None if len(words) > 10 else f"{wrong}: no words"


def stored(doctype: str, name: str) -> str:
	"""Return a record with its rows as it stands in the database."""
	return frappe.get_doc(doctype, name).as_json()


@pytest.mark.parametrize("doctype", DOCTYPES)
def test_the_desk_refuses_wrong_values(doctype: str):
	ensure_municipality()
	valid = valid_values(doctype)
	record = make_valid(doctype)
	before, count = stored(doctype, record.name), frappe.db.count(doctype)
	faults = []
	for wrong in wrong_values(doctype, valid):
		new = as_json({"doctype": doctype, "__islocal": 1, "name": f"new-{frappe.scrub(doctype)}-1", **wrong.values})
		refusal = try_to(lambda new=new: call("frappe.desk.form.save.savedocs", doc=new, action="Save"))
		faults.append(fault_of(refusal, wrong))
		if wrong.table is None:
			old = as_json({**json.loads(before), wrong.fieldname: wrong.value})
			refusal = try_to(lambda old=old: call("frappe.desk.form.save.savedocs", doc=old, action="Save"))
			faults.append(fault_of(refusal, wrong))
	assert not [fault for fault in faults if fault]
	assert stored(doctype, record.name) == before
	assert frappe.db.count(doctype) == count


@pytest.mark.parametrize("doctype", DOCTYPES)
def test_crossed_periods_are_refused(doctype: str):
	ensure_municipality()
	faults = [
		fault_of(try_to(lambda wrong=wrong: make(doctype, **wrong.values)), wrong)
		for wrong in crossed_periods(doctype, valid_values(doctype))
	]
	assert not [fault for fault in faults if fault]


@pytest.mark.parametrize("doctype", DOCTYPES)
def test_required_fields_stay_filled(doctype: str):
	ensure_municipality()
	record, empty = make_valid(doctype), []
	for df in frappe.get_meta(doctype).fields:
		if df.reqd and not df.read_only:
			doc = frappe.get_doc(doctype, record.name)
			doc.set(df.fieldname, None)
			refusal = try_to(doc.save)
			if not isinstance(refusal, frappe.ValidationError) and not doc.get(df.fieldname):
				empty.append(f"{df.fieldname}: {refusal!r}")
	assert not empty


@pytest.mark.parametrize("doctype", DOCTYPES)
def test_read_only_fields_are_the_servers(doctype: str):
	"""Values of the right kind, sent for fields that only the server fills: on a new record and on an old one."""
	ensure_municipality()
	record, written = make_valid(doctype), []
	forged = {"Int": 7, "Float": 7, "Currency": 7, "Check": 1, "Date": "2016-01-07", "Datetime": "2016-01-07 07:00:00"}
	for df in frappe.get_meta(doctype).fields:
		if not df.read_only or df.fieldname in ("workflow_state", "amended_from") or df.fieldtype == "Attach":
			continue
		value = forged.get(df.fieldtype, "Gefälscht")
		if df.fieldtype == "Link":
			value = frappe.get_all(df.options, pluck="name", limit=1, order_by="creation asc")
			value = value[0] if value else None
		elif df.fieldtype == "Select":
			value = next(option for option in reversed(df.options.split("\n")) if option)
		elif df.fieldtype == "Table":
			value = [{"reason": "Gefälscht", "email": "gefaelscht@verein.example"}]
		before = record.get(df.fieldname)
		if value is None or str(before) == str(value):
			continue
		for doc in (
			frappe.get_doc(doctype, record.name),
			frappe.get_doc({"doctype": doctype, **valid_values(doctype, stakeholder=None)}),
		):
			doc.set(df.fieldname, value)
			refusal = try_to(doc.save)
			kept = doc.get(df.fieldname)
			if not refusal and (len(kept) > len(before) if df.fieldtype == "Table" else str(kept) == str(value)):
				written.append(f"{df.fieldname} of {'an old' if doc.name == record.name else 'a new'} record")
	assert not written


def test_words_of_sql_are_words():
	ensure_municipality()
	name = "Robert'); DROP TABLE `tabStakeholder`;-- %s {0} 100%"
	made = make_valid("Stakeholder", stakeholder_name=name)
	assert frappe.db.get_value("Stakeholder", made.name, "stakeholder_name") == name
	with acting_as(ensure_user("amt@nienburg.example", "Cooperation Manager")):
		found = call("frappe.desk.search.search_link", doctype="Stakeholder", txt="Robert'); DROP")
		assert [row["value"] for row in found] == [made.name]


def test_rich_text_loses_its_scripts():
	ensure_municipality()
	made = make_valid("Stakeholder", notes=f"<p onclick='x()'>Gut</p>{SCRIPT}")
	notes = frappe.db.get_value("Stakeholder", made.name, "notes")
	assert "Gut" in notes
	assert "<script" not in notes and "onclick" not in notes


# Forged records: shape, identity, state.

MANAGER = "amt@nienburg.example"


@pytest.fixture
def manager() -> str:
	"""A relationship manager of the own town."""
	ensure_municipality()
	return ensure_user(MANAGER, "Cooperation Manager")


FORGED: dict[str, dict[str, Any]] = {
	"rows as strings": {"parties": ["Stadt", "Bäckerei"]},
	"a row that is a list": {"parties": [["Stadt"]]},
	"rows as an object": {"parties": {"0": {"signatory": "x"}}},
	"a name that is an object": {"name": {"municipality": NIENBURG}},
	"a name that is a list": {"name": ["like", "%"]},
	"submitted at once": {"docstatus": 1},
	"cancelled at once": {"docstatus": 2},
	"no such docstatus": {"docstatus": 7},
	"in force at once": {"workflow_state": "In Force", "docstatus": 1},
	"a later state": {"workflow_state": "Organ Approval"},
	"no such state": {"workflow_state": "Erledigt"},
	"amended from nothing": {"amended_from": "AGR-99999"},
	"the name of a method": {"run_before_save_methods": "x", "validate": "x"},
	"flags": {"flags": {"ignore_permissions": True}, "docstatus": 1},
}


@pytest.mark.parametrize("what", FORGED)
def test_forged_new_records_are_refused(what: str, manager: str):
	valid = valid_values("Cooperation Agreement")
	with acting_as(manager):
		count = frappe.db.count("Cooperation Agreement")
		refusal = try_to(lambda: frappe.new_doc("Cooperation Agreement", **{**valid, **FORGED[what]}).insert())
		assert refusal is not None, "taken"
		assert 400 <= getattr(refusal, "http_status_code", 500) < 500, repr(refusal)
		assert frappe.db.count("Cooperation Agreement") == count


@pytest.mark.parametrize("what", [what for what in FORGED if what not in ("flags", "amended from nothing")])
def test_forged_changes_are_refused(what: str, manager: str):
	with acting_as(manager):
		made = make_valid("Cooperation Agreement")
		before = stored("Cooperation Agreement", made.name)

		def save() -> None:
			doc = frappe.get_doc("Cooperation Agreement", made.name)
			doc.update(FORGED[what])
			doc.save()

		refusal = try_to(save)
		assert refusal is not None, "taken"
		assert 400 <= getattr(refusal, "http_status_code", 500) < 500, repr(refusal)
		assert stored("Cooperation Agreement", made.name) == before


def test_owner_and_times_are_not_the_clients(manager: str):
	with acting_as(manager):
		made = frappe.get_doc(
			{
				"doctype": "Stakeholder",
				**valid_values("Stakeholder"),
				"owner": "Administrator",
				"creation": "1999-01-01 00:00:00",
				"_assign": '["Administrator"]',
				"idx": "viel",
			}
		).insert()
		first = frappe.db.get_value("Stakeholder", made.name, ["owner", "creation", "_assign", "idx"])
		assert (first[0], first[2], first[3]) == (manager, None, 0)
		assert first[1].year > 1999
		row = made.assessments[0]
		made.update({"owner": "Administrator", "creation": "1999-01-01 00:00:00", "_comments": "[]", "idx": 10**12})
		row.update({"owner": {"a": 1}, "creation": "gestern", "idx": "viel"})
		made.save()
		assert frappe.db.get_value("Stakeholder", made.name, ["owner", "creation", "_assign", "idx"]) == first
		assert frappe.db.get_value("Stakeholder Assessment", row.name, ["owner", "idx"]) == (manager, 1)
		made.modified = "2016-01-01 00:00:00"
		with pytest.raises(frappe.TimestampMismatchError):
			made.save()


def test_rows_of_other_records_cannot_be_taken(manager: str):
	own, other = make_valid("Cooperation Agreement"), make_valid("Cooperation Agreement")
	stolen = other.parties[0].name
	with acting_as(manager):
		doc = frappe.get_doc("Cooperation Agreement", own.name)
		doc.append("parties", {**other.parties[0].as_dict(), "name": stolen})
		doc.parties[-1].__dict__.pop("__islocal", None)
		with pytest.raises(frappe.ValidationError, match="belong to another record"):
			doc.save()
	assert frappe.db.get_value("Agreement Party", stolen, "parent") == other.name


def test_a_record_cannot_pass_for_another_one(manager: str):
	own, other = make_valid("Stakeholder"), make_valid("Stakeholder")
	with acting_as(manager):
		doc = frappe.get_doc("Stakeholder", own.name)
		doc.update({"name": other.name, "stakeholder_name": "Übernommen"})
		with pytest.raises(frappe.TimestampMismatchError):
			doc.save()
		doc = frappe.get_doc("Stakeholder", own.name)
		doc.update({"doctype": "Sponsorship", "name": "GIFT-00001"})
		assert isinstance(try_to(doc.save), frappe.DoesNotExistError)
		todo = make("ToDo", description="Trojaner", allocated_to=manager)
		todo.update({"doctype": "Stakeholder", "name": other.name, "municipality": NIENBURG})
		assert isinstance(try_to(todo.save), frappe.DoesNotExistError)
	assert frappe.db.get_value("Stakeholder", other.name, "stakeholder_name") == other.stakeholder_name


def test_amending_needs_a_cancelled_record_of_the_own_town(manager: str):
	"""Frappe copies the files of the record that is amended."""
	other = make_valid("Cooperation Agreement")
	with acting_as(manager):
		refusal = try_to(
			lambda: frappe.get_doc(
				{
					"doctype": "Cooperation Agreement",
					**valid_values("Cooperation Agreement"),
					"amended_from": other.name,
				}
			).insert()
		)
		assert isinstance(refusal, frappe.ValidationError | frappe.PermissionError)


def test_the_state_decides_who_changes_a_record(manager: str):
	made = make_valid("Cooperation Agreement")
	frappe.db.set_value("Cooperation Agreement", made.name, "workflow_state", "Organ Approval")
	with acting_as(manager):
		doc = frappe.get_doc("Cooperation Agreement", made.name)
		doc.save()
		doc.agreement_title = "Nachträglich geändert"
		with pytest.raises(frappe.PermissionError, match="Organ Approval"):
			doc.save()
		doc.reload()
		doc.parties[0].signatory = "Jemand anders"
		with pytest.raises(frappe.PermissionError, match="Organ Approval"):
			doc.save()
		doc.reload()
		doc.append("duties", {"party_name": doc.parties[0].party_name, "duty": "Zahlen"})
		with pytest.raises(frappe.PermissionError, match="Organ Approval"):
			doc.save()


# Web forms.

FORM_FIELDS = ("stakeholder_name", "actor_type", "municipality", "industry", "stage_since", "notes", "next_step_date")


@pytest.fixture
def form() -> str:
	"""A published web form for visitors that shows a read-only field too."""
	ensure_municipality()
	meta = frappe.get_meta("Stakeholder")
	return make(
		"Web Form",
		title="Mitmachen",
		route="mitmachen",
		doc_type="Stakeholder",
		module="Stakeholder Relations",
		published=1,
		login_required=0,
		allow_multiple=1,
		web_form_fields=[
			{
				"fieldname": name,
				"fieldtype": meta.get_field(name).fieldtype,
				"label": name,
				"options": meta.get_field(name).options,
			}
			for name in FORM_FIELDS
		],
	).name


def send(form: str, **values: Any) -> Any:
	"""Send a web form as a visitor."""
	frappe.local.request = None
	frappe.local.form_dict = frappe._dict(web_form=form)
	with acting_as("Guest"):
		frappe.local.form_dict = frappe._dict(web_form=form)
		try:
			return accept(web_form=form, data=as_json({"doctype": "Stakeholder", **values}))
		finally:
			frappe.flags.in_web_form = False


GOOD_FORM = {"stakeholder_name": "Laden (erfunden)", "actor_type": "Company", "municipality": NIENBURG}


def test_a_web_form_takes_right_values_and_leaves_the_servers_fields(form: str):
	made = send(form, **GOOD_FORM, stage_since="1999-01-01", engagement_stage="Engaged")
	assert made.stakeholder_name == "Laden (erfunden)"
	assert str(made.stage_since) != "1999-01-01"
	assert made.engagement_stage == "Identified"


def test_a_web_form_refuses_wrong_values(form: str):
	count, faults = frappe.db.count("Stakeholder"), []
	meta = frappe.get_meta("Stakeholder")
	for name in FORM_FIELDS:
		df = meta.get_field(name)
		for value in WRONG[df.fieldtype]:
			wrong = Wrong({}, name, value, None, bool(df.read_only))
			faults.append(
				fault_of(try_to(lambda name=name, value=value: send(form, **{**GOOD_FORM, name: value})), wrong)
			)
	assert not [fault for fault in faults if fault]
	assert frappe.db.count("Stakeholder") == count


def test_a_web_form_that_is_not_published_is_closed(form: str):
	frappe.get_doc("Web Form", form).update({"published": 0}).save()
	count = frappe.db.count("Stakeholder")
	with pytest.raises(frappe.PermissionError, match="not open at the moment"):
		send(form, **GOOD_FORM)
	assert frappe.db.count("Stakeholder") == count


def test_a_web_form_cannot_write_fields_of_a_higher_level(form: str):
	frappe.make_property_setter(
		{"doctype": "Stakeholder", "fieldname": "industry", "property": "permlevel", "value": 1, "property_type": "Int"}
	)
	frappe.clear_cache(doctype="Stakeholder")
	try:
		assert not send(form, **GOOD_FORM, industry="Backwaren").industry
	finally:
		frappe.db.rollback()
		frappe.clear_cache(doctype="Stakeholder")


# Over the network.

TOUCHED = (
	*FENCED,
	*OPEN,
	*TABLES,
	"ToDo",
	"User",
	"Has Role",
	"Notification Settings",
	"Comment",
	"Version",
	"Data Import",
	"Data Import Log",
	"Error Log",
	"File",
)


@pytest.fixture
def cleaned() -> Any:
	"""Take away at the end what a test committed."""
	before = snapshots.names_in(TOUCHED)
	yield
	frappe.db.rollback()
	snapshots.remove_new(before)
	frappe.db.commit()


@pytest.mark.commits
def test_rest_refuses_wrong_values(web_server: Any, cleaned: None):
	ensure_municipality()
	valid = {doctype: valid_values(doctype) for doctype in DOCTYPES}
	names = {doctype: make_valid(doctype).name for doctype in DOCTYPES}
	before = {doctype: stored(doctype, name) for doctype, name in names.items()}
	frappe.db.commit()
	counts = {doctype: frappe.db.count(doctype) for doctype in DOCTYPES}
	session, faults = web_server.session(), []
	session.headers["Accept"] = "application/json"
	for doctype in DOCTYPES:
		for wrong in wrong_values(doctype, valid[doctype], only_first=True):
			if wrong.read_only:
				continue
			answers = {
				"POST": session.post(
					f"/api/resource/{doctype}",
					data=json.dumps({"data": wrong.values}, default=str),
					headers={"Content-Type": "application/json"},
				)
			}
			if wrong.table is None:
				answers["PUT"] = session.put(
					f"/api/resource/{doctype}/{names[doctype]}",
					data=json.dumps({"data": {wrong.fieldname: wrong.value}}, default=str),
					headers={"Content-Type": "application/json"},
				)
			for method, answer in answers.items():
				words = answer.json().get("_server_messages") or answer.json().get("exception") or ""
				if not 400 <= answer.status_code < 500 or len(words) < 20:
					faults.append(f"{method} {doctype} {wrong}: {answer.status_code} {answer.text[:200]}")
	frappe.db.rollback()
	assert not faults
	assert {doctype: stored(doctype, name) for doctype, name in names.items()} == before
	assert {doctype: frappe.db.count(doctype) for doctype in DOCTYPES} == counts


@pytest.mark.commits
def test_an_import_refuses_wrong_rows(cleaned: None, run_jobs: Callable[[], None]):
	ensure_municipality()
	rows = [
		"Stakeholder,Actor Type,Municipality,Next Step on,Notes",
		f"Laden (erfunden),Company,{NIENBURG},2016-05-01,",
		f'"=HYPERLINK(""x"")",Company,{NIENBURG},2016-05-01,',
		"Laden 2 (erfunden),Company,99999999,2016-05-01,",
		f'Laden 3 (erfunden),Company,{NIENBURG},2016-05-01,"<img src=""https://boese.example/x.png"">"',
	]
	file = make("File", file_name="akteure.csv", is_private=1, content="\n".join(rows))
	job = make(
		"Data Import", reference_doctype="Stakeholder", import_type="Insert New Records", import_file=file.file_url
	)
	before = set(frappe.get_all("Stakeholder", pluck="stakeholder_name", order_by="name asc"))
	frappe.db.commit()
	job.get_importer().import_data()
	frappe.db.rollback()
	after = set(frappe.get_all("Stakeholder", pluck="stakeholder_name", order_by="name asc"))
	assert after - before <= {"Laden (erfunden)"}
