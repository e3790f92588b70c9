"""A town's list: dry run by row and column, then all or nothing, once; from the form, Data Import and command line."""

import csv
import io
import zipfile
from pathlib import Path
from types import SimpleNamespace

import frappe
import pytest
from factories import NIENBURG, ensure_municipality, ensure_user, make, make_stakeholder
from openpyxl import Workbook, load_workbook
from queries import counted_queries

from upj_kooperation import tasks
from upj_kooperation.api import stakeholder_import as api
from upj_kooperation.domain import list_messages as say
from upj_kooperation.domain.duplicates import FREE_MAIL
from upj_kooperation.stakeholder_relations.follow_ups import forget_automatic_plans
from upj_kooperation.stakeholder_relations.list_files import UnreadableList, read_list
from upj_kooperation.stakeholder_relations.list_import import import_plan
from upj_kooperation.stakeholder_relations.list_plan import described, make_plan

COLOGNE = "05315000"
HEADINGS = ["Name", "Art", "Straße", "PLZ", "Ort", "Ansprechpartner/in", "Telefon", "E-Mail", "Thema", "Bemerkung"]
BAKERY = [
	"Backstube Abendrot (erfunden)",
	"Unternehmen",
	"Lange Straße 1",
	31582,
	"Nienburg",
	"Frau Erika Beispiel",
	"05021/1000",
	"erika@abendrot.example",
	"Lokale Ökonomie; Soziales",
	"ruft zurück",
]
CLUB = ["Turnverein Weserblick e.V. (erfunden)", "", "", "", "", "", "", "vorstand@weserblick.example", "", ""]
WRONG = ["Werkstatt (erfunden)", "Raumschiff", "Weg 1", "315", "Nienburg", "", "abends", "kein-at", "", "=1+1"]


@pytest.fixture(autouse=True)
def nienburg():
	"""The site's own municipality."""
	return ensure_municipality()


@pytest.fixture
def manager() -> str:
	"""A relationship manager of Nienburg."""
	return ensure_user("manager@nienburg.example", "Cooperation Manager")


def xlsx(*rows: list, headings: list | None = None) -> bytes:
	"""Return a workbook with headings and these rows."""
	book = Workbook()
	for row in [headings or HEADINGS, *rows]:
		book.active.append(row)
	out = io.BytesIO()
	book.save(out)
	return out.getvalue()


def text(*rows: list, encoding: str = "utf-8", delimiter: str = ";") -> bytes:
	"""Return a CSV file with headings and these rows."""
	out = io.StringIO()
	csv.writer(out, delimiter=delimiter).writerows([HEADINGS, *rows])
	return out.getvalue().encode(encoding)


def said(content: bytes, **options) -> list[tuple]:
	"""Return (row, column, message, blocking) of the dry run."""
	return [tuple(row.values()) for row in described(make_plan(content, NIENBURG, **options).findings)]


def upload(content: bytes, name: str = "liste.xlsx", **values):
	"""Return a new Stakeholder Import of an uploaded file."""
	file = make("File", file_name=name, is_private=1, content=content)
	return make("Stakeholder Import", municipality=NIENBURG, import_file=file.file_url, **values)


def test_a_list_becomes_stakeholders_with_contact_address_and_field(manager):
	frappe.set_user(manager)
	plan = make_plan(xlsx(BAKERY, CLUB), NIENBURG)
	assert plan.may_go and (plan.total, len(plan.entries), plan.known) == (2, 2, 0)
	assert import_plan(plan, manager) == 2
	bakery, club = (
		frappe.get_doc("Stakeholder", {"stakeholder_name": name, "municipality": NIENBURG})
		for name in (BAKERY[0], CLUB[0])
	)
	assert (bakery.actor_type, club.actor_type) == ("Company", "Nonprofit")
	assert (bakery.engagement_stage, bakery.relationship_manager, bakery.owner) == ("Identified", manager, manager)
	assert bakery.notes == "<p>ruft zurück</p>" and str(bakery.stage_since) == frappe.utils.today()
	assert [row.field_of_action for row in bakery.fields_of_action] == ["Lokale Ökonomie", "Soziales"]
	bakery.run_method("onload")
	[contact], [address] = bakery.get_onload("contact_list"), bakery.get_onload("addr_list")
	assert (contact.first_name, contact.last_name, contact.phone) == ("Erika", "Beispiel", "05021 1000")
	assert (contact.email_id, contact.full_name) == ("erika@abendrot.example", "Erika Beispiel")
	assert (address.address_line1, address.pincode, address.city) == ("Lange Straße 1", "31582", "Nienburg")
	bakery.update({"industry": "Handwerk"}).save()
	frappe.get_doc("Contact", contact.name).save()
	assert frappe.db.get_value(
		"Stakeholder Key", {"stakeholder": club.name, "search_key": "dweserblick.example"}, "name"
	)


def test_the_same_list_again_doubles_nothing_and_new_rows_go_in():
	import_plan(make_plan(xlsx(BAKERY), NIENBURG))
	again = list(BAKERY)
	again[2], again[6] = "Lange Str. 1", "05021 2000"
	plan = make_plan(text(again, CLUB, encoding="cp1252"), NIENBURG)
	assert (plan.known, len(plan.entries), plan.findings) == (1, 1, [])
	assert import_plan(plan) == 1
	assert frappe.db.count("Stakeholder", {"stakeholder_name": BAKERY[0]}) == 1
	assert frappe.db.count("Contact", {"email_id": BAKERY[7]}) == 1
	assert import_plan(make_plan(xlsx(BAKERY, CLUB), NIENBURG)) == 0


def test_every_problem_is_said_by_row_and_column():
	found = said(text(BAKERY, WRONG, CLUB, BAKERY))
	assert sorted((row, column) for row, column, _message, blocking in found if blocking) == sorted(
		[(3, "Art"), (3, "PLZ"), (3, "Telefon"), (3, "E-Mail"), (3, "Bemerkung"), (5, "Name")]
	)
	assert (5, "Name", "is the same as row 2: same name, postal code and street", True) in found
	assert any("Raumschiff is no kind" in message for _row, _column, message, _blocking in found)


def test_what_looks_like_somebody_who_is_there_is_named_and_waits_for_a_decision():
	there = make_stakeholder("Backstube Abendrot GmbH")
	messages = said(xlsx(BAKERY))
	assert [row for row in messages if row[3]] == [
		(
			2,
			"Name",
			f"may be there already: {there.name} Backstube Abendrot GmbH: "
			"the same name, apart from spelling and legal form",
			True,
		)
	]
	plan = make_plan(xlsx(BAKERY), NIENBURG, accept_duplicates=True)
	assert plan.may_go and import_plan(plan) == 1
	branch = [*BAKERY[:2], "Kurze Straße 2", *BAKERY[3:7], f"laden@{min(FREE_MAIL)}", *BAKERY[8:]]
	other = [BAKERY[0] + " Filiale", *branch[1:]]
	findings = said(xlsx(["Neu Eins (erfunden)", *branch[1:]], other))
	assert all(row[0] != 2 for row in findings if row[3])


@pytest.mark.parametrize(
	("encoding", "delimiter"), [("utf-8", ";"), ("utf-8-sig", ","), ("cp1252", ";"), ("utf-16", "\t")]
)
def test_csv_is_read_in_the_usual_spellings(encoding: str, delimiter: str):
	columns, rows = read_list(text(BAKERY, encoding=encoding, delimiter=delimiter))
	assert columns.found["street"] == (2, "Straße")
	assert rows[0][1][8] == "Lokale Ökonomie; Soziales"


def bomb() -> bytes:
	"""Return a workbook whose sheet unpacks to 300 MB."""
	out = io.BytesIO()
	with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
		archive.writestr("[Content_Types].xml", "<Types/>")
		with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
			for _step in range(300):
				part.write(b" " * 1024 * 1024)
	return out.getvalue()


def entities() -> bytes:
	"""Return a workbook whose strings define entities."""
	out = io.BytesIO()
	with zipfile.ZipFile(io.BytesIO(xlsx(BAKERY))) as source, zipfile.ZipFile(out, "w") as archive:
		for part in source.infolist():
			content = source.read(part)
			if part.filename == "xl/workbook.xml":
				content = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + content
			archive.writestr(part, content)
	return out.getvalue()


BROKEN = {
	"empty": (b"", say.EMPTY),
	"blank": (b" \n ", say.EMPTY),
	"picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x01", say.NOT_TEXT),
	"old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", say.OLD_EXCEL),
	"cut off": (xlsx(BAKERY)[:600], say.BROKEN),
	"no workbook": (b"PK\x03\x04 nothing", say.BROKEN),
	"entities": (entities(), say.BROKEN),
	"bomb": (bomb(), say.PACKED),
	"large": (b"Name\n" + b"x" * 16 * 1024 * 1024, say.TOO_LARGE),
	"no names": (b"PLZ;Ort\n31582;Nienburg\n", "No column with the names"),
	"two names": (b"Name;Firma\na;b\n", "both hold the same"),
	"headings alone": (b"Name;Ort\n", say.NO_ROWS),
	"many rows": (b"Name\n" + b"x\n" * 20_100, say.TOO_MANY_ROWS),
	"open quotation mark": (b'Name;Ort\n"' + b"x\n" * 40_000, say.CELL_TOO_LONG),
	"HTML": (b"<html><body><table><tr><td>Name</td></tr></table></body></html>", "No column with the names"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_file_that_is_no_list_is_refused_in_words(case: str):
	content, message = BROKEN[case]
	with pytest.raises(UnreadableList) as refused:
		read_list(content)
	assert message.split("{0}")[0] in refused.value.problem.message


def test_the_form_refuses_a_broken_file_and_writes_nothing(manager):
	frappe.set_user(manager)
	with pytest.raises(frappe.ValidationError, match="cannot be read as an Excel workbook"):
		upload(xlsx(BAKERY)[:600])
	assert not frappe.db.count("Stakeholder Import", {"owner": manager})
	with pytest.raises(frappe.ValidationError, match="must be a file that was uploaded here"):
		make("Stakeholder Import", municipality=NIENBURG, import_file="http://169.254.169.254/")
	with pytest.raises(frappe.MandatoryError):
		make("Stakeholder Import", municipality=NIENBURG)


def test_a_list_with_problems_goes_in_only_when_the_good_rows_are_asked_for(manager):
	frappe.set_user(manager)
	doc = upload(xlsx(BAKERY, WRONG))
	assert (doc.status, doc.rows_total, doc.rows_good, doc.rows_blocked) == ("With Problems", 2, 1, 1)
	with pytest.raises(frappe.ValidationError, match="1 rows have problems"):
		api.start_import(doc.name)
	assert not frappe.db.exists("Stakeholder", {"stakeholder_name": BAKERY[0]})
	assert api.start_import(doc.name, only_good=True) == "Queued"
	assert api.start_import(doc.name, only_good=True) == "Queued"
	doc.reload()
	with pytest.raises(frappe.ValidationError, match="is being imported"):
		doc.save()


def test_the_list_of_problems_runs_nothing_in_a_spreadsheet(manager):
	frappe.set_user(manager)
	doc = upload(xlsx(WRONG, headings=[*HEADINGS[:9], "Bemerkung", "=cmd|x"]))
	api.download_problems(doc.name)
	content = frappe.response.pop("filecontent").decode("utf-8-sig")
	rows = list(csv.reader(io.StringIO(content), delimiter=";"))
	assert len(rows) > 4 and not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]


def test_lists_of_other_towns_and_without_rights_are_refused(manager):
	ensure_municipality(COLOGNE, "Köln")
	auditor = ensure_user("pruefung@nienburg.example", "Cooperation Auditor")
	frappe.set_user(manager)
	with pytest.raises(frappe.PermissionError, match="may not enter stakeholders"):
		make_plan(xlsx(BAKERY), COLOGNE)
	foreign = said(xlsx([*BAKERY, "Köln"], headings=[*HEADINGS, "Kommune"]))
	assert [row[1:] for row in foreign if row[3]] == [
		("Kommune", "belongs to the municipality Köln; this list is imported for Nienburg/Weser", True)
	]
	frappe.set_user(auditor)
	with pytest.raises(frappe.PermissionError):
		make_plan(xlsx(BAKERY), NIENBURG)


def test_queries_do_not_grow_with_the_rows_within_a_chunk():
	def rows(first: int, count: int) -> bytes:
		return xlsx(
			*(
				[f"Laden {'abcdefghij'[n % 10] * 3}{n} (erfunden)", *BAKERY[1:7], f"a@laden{n}.example", "Soziales", ""]
				for n in range(first, first + count)
			)
		)

	costs = []
	import_plan(make_plan(rows(0, 2), NIENBURG))
	for first, count in ((100, 5), (200, 60)):
		content = rows(first, count)
		with counted_queries() as queries:
			assert import_plan(make_plan(content, NIENBURG, accept_duplicates=True)) == count
		# ERPNext asks before every save whether transactions are being deleted.
		costs.append(len([query for query in queries if "tabDocField" not in query]))
	assert costs[1] <= costs[0] + 3, costs


@pytest.mark.commits
def test_where_a_town_listens_each_record_is_inserted_alone():
	try:
		make("Milestone Tracker", document_type="Stakeholder", track_field="engagement_stage")
		frappe.db.set_value("Follow-up Plan", "Erstansprache eines Betriebs", "start_on_stage", "Identified")
		forget_automatic_plans()
		assert import_plan(make_plan(xlsx(BAKERY), NIENBURG)) == 1
		bakery = frappe.db.get_value("Stakeholder", {"stakeholder_name": BAKERY[0]})
		assert frappe.db.exists("Milestone", {"reference_name": bakery, "value": "Identified"})
		assert not frappe.db.exists("Follow-up Run", {"stakeholder": bakery})
		assert frappe.db.count("Contact", {"email_id": BAKERY[7]}) == 1
		assert make_plan(xlsx(BAKERY), NIENBURG).known == 1
	finally:
		frappe.db.rollback()
		frappe.db.set_value("Follow-up Plan", "Erstansprache eines Betriebs", "start_on_stage", None)
		forget_automatic_plans()
		frappe.db.delete("Milestone", {"reference_type": "Stakeholder"})
		frappe.delete_doc("Milestone Tracker", "Stakeholder-engagement_stage", force=True, ignore_missing=True)
		frappe.cache_manager.clear_doctype_map("Milestone Tracker", "Stakeholder")
		clear_up()


def test_a_new_stakeholder_brings_its_first_contact_along(manager):
	frappe.set_user(manager)
	doc = make_stakeholder(contact_person="Erika Beispiel", contact_phone="05021/1000", street="Weg 1", town="Nienburg")
	assert not any(doc.get(field) for field in ("contact_person", "contact_phone", "street", "town"))
	doc.run_method("onload")
	assert [row.full_name for row in doc.get_onload("contact_list")] == ["Erika Beispiel"]
	assert [row.city for row in doc.get_onload("addr_list")] == ["Nienburg"]
	with pytest.raises(frappe.ValidationError, match="kein-at is no mail address"):
		make_stakeholder("Anders (erfunden)", contact_email="kein-at")
	assert not frappe.db.exists("Stakeholder", {"stakeholder_name": "Anders (erfunden)"})


def test_the_template_goes_through_both_imports(manager):
	from frappe.core.doctype.data_import.importer import Importer

	frappe.local.lang = "de"
	api.download_template()
	book = load_workbook(io.BytesIO(frappe.response.pop("filecontent")))
	headings = [cell.value for cell in book.active[1]]
	values = dict(zip(headings, ["", "", "", "", "", "", "", "", "", "", "", "", ""], strict=True))
	filled = [
		"Laden Vorlage (erfunden)",
		"Verein",
		"Weg 1",
		"31582",
		"Nienburg",
		"Erika Beispiel",
		"05021 1000",
		"",
		"erika@vorlage.example",
		"Soziales",
		"Notiz",
		"",
		NIENBURG,
	]
	assert len(values) == len(filled)
	for column, value in enumerate(filled, start=1):
		book.active.cell(2, column).value = value
	out = io.BytesIO()
	book.save(out)
	plan = make_plan(out.getvalue(), NIENBURG)
	assert plan.findings == [] or all(not finding.blocking for finding in plan.findings)
	assert len(plan.entries) == 1
	file = make("File", file_name="vorlage.xlsx", is_private=1, content=out.getvalue())
	data_import = make(
		"Data Import",
		reference_doctype="Stakeholder",
		import_type="Insert New Records",
		import_file=file.file_url,
	)
	importer = Importer("Stakeholder", data_import=data_import)
	assert [row for row in importer.import_file.get_warnings() if row.get("type") != "info"] == []
	payload = importer.import_file.get_payloads_for_import()[0].doc
	frappe.flags.in_import = True
	try:
		importer.import_type = "Insert New Records"
		doc = importer.insert_record(payload)
		with pytest.raises(frappe.UniqueValidationError):
			importer.insert_record(payload)
	finally:
		frappe.flags.in_import = False
	assert (doc.actor_type, doc.fields_of_action[0].field_of_action) == ("Nonprofit", "Soziales")
	doc.run_method("onload")
	assert [row.email_id for row in doc.get_onload("contact_list")] == ["erika@vorlage.example"]
	assert make_plan(out.getvalue(), NIENBURG).known == 1


@pytest.mark.commits
def test_from_the_command_line_and_in_the_background(bench_cmd, test_site, run_jobs, tmp_path):
	frappe.db.commit()
	path = tmp_path / "liste.csv"
	path.write_bytes(text(BAKERY, WRONG, encoding="cp1252"))
	path.chmod(0o644)
	tmp_path.chmod(0o755)
	try:
		dry = command(bench_cmd, test_site, path, "--dry-run", "--report", str(tmp_path / "probleme.csv"))
		assert "3" in dry.stdout and "Raumschiff" in dry.stdout and dry.returncode == 0
		refused = command(bench_cmd, test_site, path)
		assert refused.returncode == 1 and "--only-good" in refused.stderr
		frappe.db.rollback()
		assert not frappe.db.exists("Stakeholder", {"stakeholder_name": BAKERY[0]})
		assert command(bench_cmd, test_site, path, "--only-good").returncode == 0
		again = command(bench_cmd, test_site, path, "--only-good")
		assert again.returncode == 0 and again.stdout.rstrip().splitlines()[-1].startswith("0 ")
		frappe.db.rollback()
		assert frappe.db.count("Stakeholder", {"stakeholder_name": BAKERY[0]}) == 1

		doc = upload(xlsx(BAKERY, CLUB))
		assert api.start_import(doc.name) == "Queued"
		frappe.db.commit()
		run_jobs()
		frappe.db.rollback()
		doc.reload()
		assert (doc.status, doc.rows_imported) == ("Imported", 1)
		tasks.run_stakeholder_import(doc.name)
		assert frappe.db.count("Stakeholder", {"stakeholder_name": CLUB[0]}) == 1

		lost = upload(xlsx([*BAKERY[:0], "Laden Spät (erfunden)", *BAKERY[1:2]]))
		lost.step(status="Queued", started_on="2016-01-01 10:00:00")
		frappe.db.commit()
		tasks.take_up_stakeholder_imports()
		run_jobs()
		frappe.db.rollback()
		assert frappe.db.get_value("Stakeholder Import", lost.name, "status") == "Imported"
	finally:
		clear_up()


def command(bench_cmd, site: str, path: Path, *options: str) -> SimpleNamespace:
	"""Run the command on a list of Nienburg."""
	return bench_cmd(site, "import-stakeholders", str(path), "--municipality", NIENBURG, *options, check=False)


@pytest.mark.commits
def test_two_imports_at_once_make_each_stakeholder_once(in_parallel):
	frappe.db.commit()
	content = xlsx(BAKERY, CLUB)
	try:
		outcomes = in_parallel(*[lambda: import_plan(make_plan(content, NIENBURG)) for _ in range(3)])
		assert frappe.db.count("Stakeholder", {"stakeholder_name": BAKERY[0]}) == 1
		for outcome in outcomes:
			assert outcome.value in (0, 2) or "meanwhile" in str(outcome.error), outcome
	finally:
		clear_up()


def clear_up() -> None:
	"""Take away what a test that commits has left."""
	frappe.db.rollback()
	for doctype in ("Stakeholder Import", "Stakeholder", "Field of Action", "File", "Municipality"):
		for name in frappe.get_all(
			doctype,
			filters={"owner": "Administrator"} if doctype != "File" else {"file_name": ["like", "liste%"]},
			pluck="name",
		):
			if doctype != "Field of Action" or not frappe.db.exists("Seeded Record", {"reference_name": name}):
				frappe.delete_doc(doctype, name, force=True)
	frappe.db.commit()
