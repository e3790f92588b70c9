"""The desk speaks German: forms, workspaces, procedures and refusals; and nobody else's German changes through us."""

from pathlib import Path

import frappe
import pytest
from babel.messages.pofile import read_po
from factories import ensure_municipality, make_stakeholder
from frappe.desk.desktop import get_desktop_page, get_workspace_sidebar_items
from frappe.translate import get_all_translations, get_translations_from_apps

from upj_kooperation.api import lookups

APP = "upj_kooperation"
# Texts of Frappe or ERPNext whose German we change on purpose, and why.
CHANGED_ON_PURPOSE = {
	"Accepted": "a gift is accepted (angenommen), not approved; it suits ERPNext's checked goods too",
	"Complete": "an action: to finish; Frappe and ERPNext have the adverb (komplett)",
	"Expired": "an agreement runs out (abgelaufen); ERPNext says forfeited (verfallen)",
	"Goods": "things that are given (Sachmittel); Frappe's wares (Waren) are things that are sold",
	"Release": "an action: to release a paper; Frappe leaves the English word",
	"Return": "an action: to give back; ERPNext has the adverb (zurück)",
}


def german_of(text: str, context: str | None = None) -> str | None:
	"""Return the German that Frappe would show, or None where it would show the English."""
	known = get_all_translations("de")
	return (known.get(f"{text.strip()}:{context}") if context else None) or known.get(text.strip())


@pytest.fixture
def in_german():
	"""The request's language is German."""
	before, frappe.local.lang = frappe.local.lang, "de"
	yield
	frappe.local.lang = before


def our_entries() -> dict[str, str]:
	"""Return our catalogue with the keys that Frappe uses."""
	path = Path(frappe.get_app_path(APP, "locale", "de.po"))
	with path.open("rb") as file:
		return {
			f"{message.id}:{message.context}" if message.context else message.id: message.string
			for message in read_po(file)
			if message.id
		}


def our_doctypes() -> list[str]:
	"""Return the app's DocTypes."""
	modules = frappe.get_module_list(APP)
	return frappe.get_all("DocType", filters={"module": ["in", modules]}, pluck="name", order_by="name asc")


def test_the_catalogue_is_compiled_and_loaded():
	assert frappe._("Programme Area", "de") == "Programmgebiet"
	loaded = get_all_translations("de")
	assert {key: loaded.get(key) for key in our_entries()} == our_entries()


def test_we_change_no_german_of_frappe_and_erpnext():
	"""The translation of the app installed last wins everywhere on the desk."""
	platform = get_translations_from_apps("de", ["frappe", "erpnext"])
	changed = {
		key: (platform[key], german)
		for key, german in our_entries().items()
		if key in platform and platform[key] and platform[key] != german and key not in CHANGED_ON_PURPOSE
	}
	assert not changed
	assert set(CHANGED_ON_PURPOSE) <= set(our_entries())


def test_forms_have_no_english_label():
	english = []
	for doctype in our_doctypes():
		meta = frappe.get_meta(doctype)
		english += [text for text in (doctype, meta.description) if text and not german_of(text)]
		for field in meta.fields:
			texts = [(field.label, doctype), (field.description, None), (field.get("placeholder"), None)]
			english += [f"{doctype}: {text}" for text, context in texts if text and not german_of(text, context)]
	assert not english


def test_options_have_their_german():
	lands = set(frappe.get_meta("Municipality").get_field("land").options.split("\n"))
	english = [
		f"{doctype}.{field.fieldname}: {option}"
		for doctype in our_doctypes()
		for field in frappe.get_meta(doctype).get_select_fields()
		for option in (field.options or "").split("\n")
		if option and not option.isdigit() and option not in lands and not german_of(option)
	]
	assert not english


def test_suggestions_of_a_link_field_say_choices_in_german(in_german: None):
	ensure_municipality()
	bakery = make_stakeholder("Backstube Abendrot (erfunden)", actor_type="Company", engagement_stage="Identified")
	[found] = lookups.search_link("Stakeholder", bakery.stakeholder_name)
	assert found["description"] == f"{bakery.name}, Unternehmen, Ermittelt"


def test_procedures_are_german():
	english = set()
	for name in frappe.get_all(
		"Workflow", filters={"document_type": ["in", our_doctypes()]}, pluck="name", order_by="name asc"
	):
		workflow = frappe.get_doc("Workflow", name)
		english |= {row.state for row in workflow.states if not german_of(row.state)}
		english |= {row.action for row in workflow.transitions if not german_of(row.action)}
	assert not english
	assert german_of("Handed In") == "Eingereicht"


def test_workspaces_are_german(in_german):
	pages = [
		page for page in get_workspace_sidebar_items()["pages"] if page.get("module") in frappe.get_module_list(APP)
	]
	assert pages
	english = []
	for page in pages:
		if not german_of(page["title"]):
			english.append(page["title"])
		shown = get_desktop_page(frappe.as_json({"name": page["name"], "title": page["title"], "public": 1}))
		labels = [row.get("label") for part in ("shortcuts", "charts", "number_cards") for row in shown[part]["items"]]
		for card in shown["cards"]["items"]:
			labels += [card.get("label"), *(link.get("label") for link in card["links"])]
		ours = set(get_all_translations("de").values())
		english += [f"{page['name']}: {label}" for label in labels if label and label not in ours]
	assert not english


def test_refusals_are_german(in_german):
	town = frappe.get_doc(
		{"doctype": "Municipality", "ags": "03256022", "municipality_name": "Nienburg", "inhabitants": "viele"}
	)
	with pytest.raises(frappe.ValidationError, match="muss eine ganze Zahl in Ziffern sein"):
		town.insert()


def test_roles_and_modules_are_german():
	roles = {row.role for doctype in our_doctypes() for row in frappe.get_meta(doctype).permissions}
	assert not [name for name in [*roles, *frappe.get_module_list(APP)] if not german_of(name)]
