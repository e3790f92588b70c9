"""The text of an agreement: clauses from templates that a town may change, filled from the agreement's own data."""

import base64
import contextlib
import io
from collections.abc import Iterator
from typing import Any

import frappe
import pytest
import snapshots
from agreement_people import (
	APPROVER,
	AUDITOR,
	JUNE,
	MANAGER,
	OTHER_MANAGER,
	TOWN,
	acting,
	agreement_in_force,
	approved_agreement,
	committed_people,
	refused,
	rows,
)
from factories import (
	BAKERY,
	NIENBURG,
	SCHOOL,
	ensure_stakeholder,
	make,
	make_agreement,
	make_contact,
	make_cooperation_project,
)
from frappe.model.workflow import apply_workflow
from pypdf import PdfReader
from worlds import TOUCHED

from upj_kooperation.api import agreements as api
from upj_kooperation.api import cooperation
from upj_kooperation.patches import keep_the_text_of_approved_agreements
from upj_kooperation.seeding import seed_all

PIXEL = base64.b64decode(
	"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
TEMPLATE = "Kooperationsvereinbarung mehrerer Beteiligter"


@pytest.fixture(scope="module")
def people(test_site: str, on_site: Any) -> Iterator[None]:
	"""The towns and users of this file's tests."""
	with committed_people(test_site, on_site):
		yield


def template(*clauses: str, **values: Any) -> Any:
	values.setdefault("template_title", f"Vorlage {frappe.generate_hash(length=6)}")
	return make("Agreement Template", clauses=[{"heading": "Klausel", "clause": text} for text in clauses], **values)


# Clauses


def test_clauses_are_filled_from_the_agreement_and_stay_editable_in_the_draft(people):
	with acting(MANAGER, JUNE):
		project = make_cooperation_project()
		doc = make_agreement(
			cooperation_project=project.name,
			notice_months=3,
			renewal="Automatic",
			renewal_months=12,
			agreement_value=1500,
		)
		assert api.insert_clauses(doc.name, TEMPLATE) == {"clauses": 6, "empty": []}
		doc.reload()
		text = doc.subject_matter
		assert doc.agreement_template == TEMPLATE
		for words in (
			"§ 1 Beteiligte und Gegenstand",
			f"<li>{BAKERY} (Unternehmen), vertreten durch Max Mustermann, Inhaber</li>",
			f"<li>{SCHOOL} (Schule), vertreten durch Lieschen Müller, Schulleiterin</li>",
			"das Kooperationsprojekt „Nordertörtchen“ im Programmgebiet Nordertor",
			f"{BAKERY} übernimmt:",
			"<li>Das Rezept entwickeln (bis 31.07.2016)</li>",
			"beginnt am 01.06.2016 und endet am 30.09.2017",
			"Automatisch, um jeweils 12 Monate",
			"mit einer Frist von 3 Monaten",
			"1.500,00",
		):
			assert words in text, words
		assert "{{" not in text and "{%" not in text
		doc.subject_matter = text.replace("einmal im Vierteljahr", "jeden Monat")
		assert "jeden Monat" in doc.save().subject_matter


def test_an_agreement_without_a_project_says_which_placeholders_stayed_empty(people):
	with acting(MANAGER, JUNE):
		doc = make_agreement()
		made = template("Im Gebiet {{ gebiet }}: {{ projekt }}{% if wert %} für {{ wert }}{% endif %}.")
		assert api.insert_clauses(doc.name, made.name)["empty"] == ["gebiet", "projekt"]
		assert any("gebiet, projekt" in str(message) for message in frappe.message_log)


def test_what_stands_in_a_record_is_text_and_never_markup_or_template(people):
	with acting(MANAGER, JUNE):
		doc = make_agreement(agreement_title="{{ 7 * 7 }} & Söhne")
		api.insert_clauses(doc.name, template("Titel: {{ titel }}").name)
		assert doc.reload().subject_matter == "<h3>§ 1 Klausel</h3><p>Titel: {{ 7 * 7 }} &amp; Söhne</p>"


@pytest.mark.parametrize(
	("text", "message"),
	[
		("Die {{ gemeinde }} verpflichtet sich.", "there is no placeholder gemeinde. Known are: titel, kommune"),
		("{% for partei in parteien %}{{ partei.anschrift }}{% endfor %}", "no placeholder partei.anschrift"),
		("Die {{ kommune verpflichtet sich.", "cannot be read, line 1"),
		("{% for partei in parteien %}{{ partei.name }}", "cannot be read, line 1"),
		("{{ parteien }}", "parteien is a list"),
		("{% for wort in titel %}{{ wort }}{% endfor %}", "titel is no list"),
		("{{ frappe.db.sql('select 1') }}", "may not use Call"),
		("{{ titel.__class__ }}", "no placeholder titel.__class__"),
		("{{ titel.upper() }}", "may not use Call"),
		("{{ 'a' * 1000000000 }}", "may not use Mul"),
		("{% set x = titel %}{{ x }}", "may not use Assign"),
		("{% include 'frappe/www/login.html' %}", "may not use Include"),
		("{{ titel | attr('x') }}", "may not use Filter attr"),
		(
			"{% for a in parteien %}" * 3 + "x" + "{% endfor %}" * 3,
			"twice at most",
		),
		("<b>Fett</b>", "must be plain text without HTML tags"),
	],
)
def test_a_template_that_could_not_be_filled_is_refused_in_words(people, text, message):
	with acting(MANAGER, JUNE), refused(message.replace("(", r"\(")):
		template("Alles gut, {{ kommune }}.", text)


def test_clauses_are_inserted_by_managers_into_their_own_drafts(people):
	with acting(MANAGER, JUNE):
		doc = make_agreement()
		off = template("Nichts", enabled=0)
		with refused("is disabled"):
			api.insert_clauses(doc.name, off.name)
	for user in (OTHER_MANAGER, APPROVER, AUDITOR):
		with acting(user, JUNE), refused(None, frappe.PermissionError):
			api.insert_clauses(doc.name, TEMPLATE)
	late = approved_agreement(agreement_title="Schon genehmigt")
	with acting(MANAGER, JUNE), refused("inserted while the agreement is a draft; this one is in the state Signing"):
		api.insert_clauses(late.name, TEMPLATE)
	with acting(MANAGER, JUNE), refused(None, frappe.DoesNotExistError):
		api.insert_clauses(doc.name, "Gibt es nicht")


def test_a_town_s_template_survives_a_migration(people):
	with acting(MANAGER, JUNE):
		doc = frappe.get_doc("Agreement Template", TEMPLATE)
		doc.clauses[0].clause = "Nach unserem Muster: {{ parteien_namen }}."
		doc.save()
	seed_all()
	assert frappe.get_doc("Agreement Template", TEMPLATE).clauses[0].clause.startswith("Nach unserem Muster")


# Parties


def test_a_party_is_of_its_stakeholders_kind_and_offers_its_contacts_to_sign(people):
	with acting(MANAGER, JUNE):
		doc = make_agreement()
		assert [row.party_kind for row in doc.parties] == ["Municipality", "Company", "School"]
	bakery = ensure_stakeholder(BAKERY)
	contact = make_contact("Max Mustermann (erfunden)", bakery)
	contact.update({"designation": "Inhaber"}).save()
	with acting(MANAGER, JUNE):
		assert api.signatories(bakery.name) == [{"name": "Max Mustermann (erfunden)", "function": "Inhaber"}]
	with acting(OTHER_MANAGER, JUNE), refused(None, frappe.PermissionError):
		api.signatories(bakery.name)


# The approved text on paper


def pages_of(content: bytes) -> list[str]:
	return [page.extract_text().replace("\t", " ") for page in PdfReader(io.BytesIO(content)).pages]


@contextlib.contextmanager
def committed_agreement() -> Iterator[Any]:
	"""An approved agreement with clauses in the database, for Frappe commits its access log with each print."""
	before = snapshots.names_in(TOUCHED)
	doc = approved_agreement(subject_matter="<h3>§ 1 Gegenstand</h3><p>Gemeinsam backen.</p>" * 30)
	frappe.db.commit()
	try:
		yield doc
	finally:
		frappe.db.rollback()
		snapshots.remove_new(before)
		frappe.db.commit()


def printed(doc: Any, party_row: str | None = None) -> list[str]:
	cooperation.print_agreement(doc.name, party_row)
	return pages_of(frappe.local.response.filecontent)


@pytest.mark.commits
def test_each_party_gets_its_copy_with_the_same_checksum_on_every_page(people):
	with committed_agreement() as doc, acting(MANAGER):
		assert len(doc.reload().content_hash) == 64
		pages = printed(doc)
		copies = len(pages) // 3
		assert copies > 1 and len(pages) == 3 * copies
		for index, name in enumerate((TOWN, BAKERY, SCHOOL)):
			assert f"Ausfertigung für {name}" in pages[index * copies]
		assert all(f"{doc.name} · Fassung 1 · Prüfsumme {doc.content_hash}" in page for page in pages)
		assert [page.count(f"Seite {number % copies + 1} von {copies}") for number, page in enumerate(pages)] == [
			1
		] * len(pages)
		assert TOWN in pages[0].splitlines()[0]
		(row,) = rows(doc, BAKERY)
		assert len(printed(doc, row)) == copies
		with refused("no such party"):
			printed(doc, "somebody")


@pytest.mark.commits
def test_it_is_printed_on_the_towns_letter_head_with_its_picture(people):
	with committed_agreement() as doc:
		picture = make("File", file_name="wappen.png", content=PIXEL, is_private=0)
		head = make(
			"Letter Head",
			letter_head_name="Stadt (erfunden)",
			source="HTML",
			content=f'<img src="{picture.file_url}"> Briefkopf der Stadt (erfunden)',
		)
		company = frappe.db.get_value("Municipality", NIENBURG, "company")
		frappe.db.set_value("Company", "Stadt Nienburg/Weser", "default_letter_head", head.name)
		frappe.db.set_value("Municipality", NIENBURG, "company", "Stadt Nienburg/Weser")
		frappe.clear_document_cache("Municipality", NIENBURG)
		frappe.db.commit()
		try:
			with acting(MANAGER):
				assert "Briefkopf der Stadt (erfunden)" in printed(doc, rows(doc, TOWN)[0])[0]
				assert b"/XObject" in frappe.local.response.filecontent
		finally:
			frappe.db.set_value("Company", "Stadt Nienburg/Weser", "default_letter_head", None)
			frappe.db.set_value("Municipality", NIENBURG, "company", company)
			frappe.clear_document_cache("Municipality", NIENBURG)
			head.delete()
			picture.delete()
			frappe.db.commit()


@pytest.mark.commits
def test_a_text_that_was_changed_behind_the_form_is_noticed(people):
	with committed_agreement() as doc, acting(MANAGER):
		assert doc.reload().standing()["text_changed"] is None
		frappe.db.set_value("Agreement Duty", doc.duties[0].name, "duty", "Das Rezept verschenken")
		changed = frappe.get_doc("Cooperation Agreement", doc.name)
		assert "is not the one that was approved" in changed.standing()["text_changed"]
		with refused("is not the one that was approved.*terminate the agreement"):
			printed(doc)
		html = frappe.get_print("Cooperation Agreement", doc.name, "Cooperation Agreement")
		assert "This text is not the one that was approved." in html
		frappe.db.set_value("Agreement Duty", doc.duties[0].name, "duty", doc.duties[0].duty)
		assert frappe.get_doc("Cooperation Agreement", doc.name).standing()["text_changed"] is None


def test_signatures_and_fulfilment_leave_the_checksum_alone_and_no_client_writes_it(people):
	doc = agreement_in_force()
	kept = doc.content_hash
	with acting(MANAGER, "2016-08-10 12:00:00"):
		cooperation.fulfil_duty(doc.name, doc.duties[0].name, "2016-08-01")
		doc.reload()
		doc.content_hash = "0" * 64
		doc.save()
	assert doc.reload().content_hash == kept == doc.current_hash()
	with acting(MANAGER, JUNE):
		assert make_agreement(content_hash="0" * 64).content_hash is None


def test_the_approval_brings_no_new_text_with_it(people):
	with acting(MANAGER, "2016-06-05 12:00:00"):
		doc = make_agreement()
		apply_workflow(doc, "Send to Legal Check")
		doc = apply_workflow(doc, "Ask for Approval")
	with acting(APPROVER, JUNE):
		doc.subject_matter = "<p>Etwas ganz anderes</p>"
		doc.workflow_state = "Signing"
		with refused("Subject and Clauses cannot be changed together with the approval"):
			doc.submit()


def test_agreements_approved_before_get_checksum_and_kinds_once(people):
	doc = agreement_in_force()
	kept, kinds = doc.content_hash, [row.party_kind for row in doc.parties]
	with acting(MANAGER):
		draft = make_agreement(agreement_title="Entwurf")
	frappe.db.set_value(doc.doctype, doc.name, "content_hash", None)
	frappe.db.set_value("Agreement Party", {"parent": doc.name}, "party_kind", None)
	for _run in range(2):
		keep_the_text_of_approved_agreements.execute()
		assert (doc.reload().content_hash, [row.party_kind for row in doc.parties]) == (kept, kinds)
		# A second run takes what is there for the approved text, and does not sign what was changed since.
		frappe.db.set_value("Agreement Duty", doc.duties[0].name, "duty", "Etwas anderes")
	assert doc.reload().is_text_changed()
	assert draft.reload().content_hash is None
