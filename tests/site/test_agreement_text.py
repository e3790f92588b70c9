"""The text of an agreement: clauses from templates that a town may change, filled from the agreement's own data."""

from collections.abc import Iterator
from typing import Any

import frappe
import pytest
from agreement_people import (
	APPROVER,
	AUDITOR,
	JUNE,
	MANAGER,
	OTHER_MANAGER,
	acting,
	approved_agreement,
	committed_people,
	refused,
)
from factories import BAKERY, SCHOOL, ensure_stakeholder, make, make_agreement, make_contact, make_cooperation_project

from upj_kooperation.api import agreements as api
from upj_kooperation.seeding import seed_all

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
