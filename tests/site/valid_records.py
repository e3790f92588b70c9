"""One valid record of each DocType, for tests that go through all of them: the matrix of rights, and bad input.

`make_world` makes a town with one record of each fenced DocType, linked with each other as in the story.
"""

import itertools
from typing import Any

import frappe
from access_table import TABLES
from factories import (
	NIENBURG,
	VAN_TWICE_A_MONTH,
	accept_request,
	ensure_area,
	ensure_field_of_action,
	ensure_municipality,
	ensure_user,
	invited_contact,
	make,
	without_site,
)
from frappe.model.document import Document
from frappe.utils import getdate
from market_records import deal_values, event_values

from upj_kooperation.challenge_brokering import bookings

COLOGNE, JENA = "05315000", "16053000"
NAMES = {NIENBURG: "Nienburg/Weser", COLOGNE: "Köln"}
_numbers = itertools.count(1)


def unique(words: str) -> str:
	"""Return words with a number of their own, for fields that must not repeat."""
	return f"{words} {frappe.generate_hash(length=6)}{next(_numbers)}"


def ensure_call() -> str:
	"""Return a published call whose window is open."""
	title = "Kooperationen im Quartier"
	return (
		frappe.db.get_value("Project Call", {"call_title": title}) or make_valid("Project Call", call_title=title).name
	)


def ensure_relationship_type() -> str:
	"""Return a relationship type that takes every kind of actor."""
	name = "arbeitet zusammen mit"
	if not frappe.db.exists("Relationship Type", name):
		make("Relationship Type", type_name=name, label_from=name, label_to=name)
	return name


def list_file() -> str:
	"""Return the address of a new uploaded list with one row."""
	content = f"Name;Art\n{unique('Backhaus (erfunden)')};Unternehmen\n"
	return make("File", file_name=f"{frappe.generate_hash(length=8)}.csv", is_private=0, content=content).file_url


def valid_values(doctype: str, town: str = NIENBURG, **known: Any) -> dict[str, Any]:
	"""Return values that make a valid new record; `known` gives names of records that it may link to."""
	area = known.get("programme_area") or (
		ensure_area(town).name if doctype not in ("Municipality", "Project Call", "Field of Action") else None
	)
	stakeholder = known.get("stakeholder")
	builders: dict[str, Any] = {
		"Municipality": lambda: {"ags": town, "municipality_name": NAMES.get(town, town), "inhabitants": 31_000},
		"Programme Area": lambda: {
			"area_name": unique("Quartier"),
			"municipality": town,
			"status": "Active",
			"start_date": "2015-01-01",
			"programmes": [{"programme": "Soziale Stadt", "from_date": "2015-01-01", "to_date": "2019-12-31"}],
		},
		"Field of Action": lambda: {"field_name": unique("Handlungsfeld")},
		"Working Group": lambda: {
			"group_name": unique("Arbeitsgruppe"),
			"municipality": town,
			"programme_area": area,
			"field_of_action": ensure_field_of_action(),
			"members": [{"member_name": "Erika Beispiel (erfunden)", "from_date": "2016-01-01"}],
		},
		"Working Group Meeting": lambda: {
			"subject": unique("Sitzung"),
			"working_group": known.get("working_group") or make_valid("Working Group", town, **known).name,
			"meeting_date": "2099-05-02",
			"attendance": [{"person_name": "Erika Beispiel (erfunden)", "sector": "Municipality"}],
			"resolutions": [{"resolution": "Ein Fest wird vorbereitet.", "result": "Adopted"}],
			"next_steps": [{"step": "Stand bestellen", "responsible": "Administrator", "due_date": "2099-06-01"}],
		},
		"Stakeholder": lambda: {
			"stakeholder_name": unique("Bäckerei Muster (erfunden)"),
			"actor_type": "Company",
			"municipality": town,
			"programme_areas": [{"programme_area": area}],
			"fields_of_action": [{"field_of_action": ensure_field_of_action()}],
			"assessments": [{"assessed_on": "2016-05-01"}],
		},
		"Relationship Type": lambda: {
			"type_name": unique("unterstützt"),
			"label_from": "unterstützt",
			"label_to": "wird unterstützt von",
		},
		"Stakeholder Relationship": lambda: {
			"from_stakeholder": stakeholder or make_valid("Stakeholder", town).name,
			"relationship_type": ensure_relationship_type(),
			"to_stakeholder": make_valid("Stakeholder", town).name,
			"from_date": "2016-01-01",
		},
		"Stakeholder Import": lambda: {"municipality": town, "import_file": list_file()},
		"Follow-up Plan": lambda: {
			"plan_name": unique("Erstansprache"),
			"steps": [{"days_after": 3, "task": "Anrufen", "assign_to": "Relationship Manager"}],
		},
		"Follow-up Run": lambda: {
			"stakeholder": stakeholder or make_valid("Stakeholder", town).name,
			"plan": make_valid("Follow-up Plan").name,
		},
		"Daily Digest": lambda: {
			"user": "Administrator",
			"digest_day": f"{1900 + next(_numbers) % 200}-01-01",
			"entries": 1,
		},
		"Project Call": lambda: {
			"call_title": unique("Projektaufruf"),
			"published_by": "Bundesministerium (erfunden)",
			"status": "Published",
			"places": 10,
			"opens_on": "2016-01-01 08:00:00",
			"closes_on": "2099-02-28 18:00:00",
			"period_start": "2099-04-01",
			"period_end": "2099-09-30",
			"required_programme": "Soziale Stadt",
			"criteria": [{"criterion": "Konzept", "weight": 2, "highest": 10}],
		},
		"Application Intake": lambda: {
			"call": make_valid("Project Call").name,
			"municipality_name": NAMES.get(town, town),
			"ags": town,
			"area_name": "Nordertor",
			"programme": "Soziale Stadt",
			"programme_from": "2015-01-01",
			"motivation": "Wir wollen Unternehmen gewinnen.",
			"contact_person": "Erika Beispiel (erfunden)",
			"contact_email": "erika@stadt.example",
		},
		"Call Application": lambda: {
			"call": make_valid("Project Call").name,
			"municipality": town,
			"programme_area": area,
			"motivation": "<p>Wir wollen Unternehmen gewinnen.</p>",
		},
		"Application Review": lambda: {
			"application": known.get("application_under_review") or make_under_review(town),
			"reviewer": known.get("reviewer") or ensure_reviewer(),
			"due_date": "2099-03-15",
		},
		"Selection Round": lambda: {
			"call": frappe.db.get_value(
				"Call Application", known.get("application_under_review") or make_under_review(town), "call"
			)
		},
		"Call Notice": lambda: {"subject": unique("Ihre Bewerbung"), "message": "<p>Guten Tag.</p>"},
		"Advisory Mandate": lambda: {
			"mandate_title": unique("Beratung"),
			"municipality": town,
			"programme_area": area,
			"consultant": known.get("consultant", "Administrator"),
			"start_date": "2016-04-01",
			"end_date": "2099-09-30",
			"quota_sessions": 10,
			"quota_hours": 40,
		},
		"Advisory Session": lambda: {
			"subject": unique("Auftakt"),
			"mandate": known.get("mandate") or make_valid("Advisory Mandate", town, **known).name,
			"session_date": "2099-05-02",
			"mode": "On Site",
			"participants": [{"participant_name": "Erika Beispiel (erfunden)", "sector": "Municipality"}],
			"next_steps": [{"step": "Betriebe anrufen", "responsible": "Administrator", "due_date": "2099-06-01"}],
		},
		"Exchange Request": lambda: {
			"request_title": unique("Wie gewinnt man Betriebe?"),
			"municipality": town,
			"asked_municipality": ensure_municipality(JENA, "Jena").name,
			"question": "<p>Wie habt ihr Betriebe gewonnen?</p>",
		},
		"Exchange Answer": lambda: {
			"request": known.get("asked_by_another") or asked_by_another(town),
			"municipality": town,
			"answer": "<p>Mit einem Frühstück.</p>",
		},
		"Peer Workshop": lambda: {
			"workshop_title": unique("Kollegiale Beratung"),
			"municipality": town,
			"workshop_date": "2099-05-02",
			"consultant": known.get("consultant", "Administrator"),
			"municipalities": [{"municipality": ensure_municipality(JENA, "Jena").name, "municipality_name": "Jena"}],
			"participants": [{"participant_name": "Erika Beispiel (erfunden)"}],
		},
		"Cooperation Project": lambda: {
			"project_title": unique("Nordertörtchen"),
			"municipality": town,
			"programme_area": area,
			"field_of_action": ensure_field_of_action(),
			"partners": [
				{
					"stakeholder": stakeholder or make_valid("Stakeholder", town).name,
					"contribution_kind": "Money",
					"contribution_value": 100,
				}
			],
			"enabler_roles": [{"role": "Initiator", "from_date": "2016-04-01"}],
			"milestones": [{"milestone": "Rezept", "due_date": "2016-08-01"}],
			"participation": [{"format": "Stadtteilfest", "participation_date": "2016-06-01", "participants": 12}],
			"indicators": [{"point": "Start", "assessed_on": "2016-05-01"}],
		},
		"Cooperation Agreement": lambda: {
			"agreement_title": unique("Kooperationsvereinbarung"),
			"municipality": town,
			"start_date": "2016-08-01",
			"subject_matter": "<p>Gemeinsam backen.</p>",
			"parties": [
				{"party_type": "Municipality", "signatory": "Erika Beispiel (erfunden)"},
				{
					"party_type": "Stakeholder",
					"stakeholder": stakeholder or make_valid("Stakeholder", town).name,
					"signatory": "Max Muster (erfunden)",
				},
			],
			"duties": [{"party_name": NAMES.get(town, town), "duty": "Einen Stand stellen"}],
		},
		"Approval Rule": lambda: {
			"rule_name": unique("Genehmigungsregel"),
			**(lambda year: {"valid_from": f"{year}-01-01", "valid_to": f"{year}-12-31"})(1900 + next(_numbers) % 100),
			"legal_basis": "Hauptsatzung (erfunden)",
			"tiers": [{"up_to": 100, "organ": "Mayor"}, {"organ": "Council"}],
		},
		"Agreement Template": lambda: {
			"template_title": unique("Kooperationsvereinbarung mit Klauseln"),
			"clauses": [{"heading": "Parteien", "clause": "Dies vereinbaren {{ parteien_namen }}."}],
		},
		"Acceptance Rule": lambda: {
			"rule_name": unique("Annahmeregel"),
			"land": "Hessen",
			**(lambda year: {"valid_from": f"{year}-01-01", "valid_to": f"{year}-12-31"})(1900 + next(_numbers) % 100),
			"legal_basis": "Beispielrecht (erfunden)",
			"tiers": [{"up_to": 100, "organ": "Mayor"}, {"organ": "Council"}],
		},
		"Partner Access": lambda: invited_contact(stakeholder or make_valid("Stakeholder", town).name),
		"Duty Report": lambda: owed_duty(town, stakeholder or make_valid("Stakeholder", town).name),
		"Sponsorship": lambda: {
			"sponsorship_title": unique("Spende für den Stadtteilfonds"),
			"giver": stakeholder or make_valid("Stakeholder", town).name,
			"municipality": town,
			"offered_on": "2016-09-01",
			"purpose": "Stadtteilfonds",
			"contribution_form": "Money",
			"return_expected": "No",
			"giver_aim": "Support the Purpose",
			"cost_split": "No",
			"professional_service": "No",
			"amount": 500,
			"items": [],
			"counter_performances": [{"description": "Dank im Stadtteilblatt"}],
			"conflict_answers": [{"question": "Other Tie", "answer": "No"}],
		},
		"Sponsor Package": lambda: {
			"package_title": unique("Logo auf dem Banner"),
			"municipality": town,
			"places": 3,
			"items": [{"description": "Logo auf dem Banner", "emphasised": 1, "value": 500}],
		},
		"Acceptance List": lambda: {
			"municipality": town,
			"organ": "Council",
			"meeting_date": "2016-06-01",
			"items": gift_and_giver(town, known.get("gift"))["gifts"],
		},
		"Donation Receipt Run": lambda: {"municipality": town, "year": 2016},
		"Donation Receipt": lambda: {
			"municipality": town,
			**gift_and_giver(town, known.get("gift")),
		},
		"Support Kind": lambda: {"kind_name": unique("Hilfe")},
		"Challenge Group": lambda: {
			"group_name": unique("Herausforderung"),
			"municipality": town,
			"coordinator": "Administrator",
			"members": [{"member_name": "Erika Beispiel (erfunden)", "generation": "Experienced"}],
			"criteria": [{"criterion": "Konkret", "question": "Ist klar, was gebraucht wird?", "required": 1}],
			"budgets": [{"year": 2016, "costs": 40_000}],
		},
		"Challenge Group Meeting": lambda: {
			"challenge_group": known.get("challenge_group") or make_valid("Challenge Group", town).name,
			"meeting_date": "2099-05-02",
			"agenda": [{"kind": "Other", "topic": "Neue Mitglieder"}],
			"attendance": [{"person_name": "Erika Beispiel (erfunden)"}],
			"next_steps": [{"step": "Anrufen", "responsible": "Administrator", "due_date": "2099-06-01"}],
		},
		"Challenge Site": lambda: {"municipality": without_site(town), "responsible": "Administrator"},
		"Method Material": lambda: {
			"material_title": unique("Leitfaden"),
			"content": "<p>Erst zuhören, dann fragen.</p>",
			"what_changed": "Erste Fassung",
		},
		"Group Material": lambda: {
			"challenge_group": known.get("challenge_group") or make_valid("Challenge Group", town).name,
			"material_title": unique("Unser Leitfaden"),
			"content": "<p>Erst zuhören, dann fragen.</p>",
		},
		"Office Contribution": lambda: {
			"challenge_group": known.get("challenge_group") or make_valid("Challenge Group", town).name,
			"year": 2016,
			"payer": make_valid("Stakeholder", town).name,
			"pledged": 5_000,
			"payments": [{"received_on": "2016-03-01", "amount": 2_000}],
		},
		"Support Request": lambda: {
			"request_title": unique("Stühle für das Nachbarschaftsfest"),
			"challenge_group": known.get("challenge_group") or make_valid("Challenge Group", town).name,
			"organisation_name": "Nachbarschaftsverein Muster (erfunden)",
			"kinds": [{"kind": "Sachmittel"}],
			"need": "Stühle für ein Fest im Hof.",
			"quantity": "40 Stühle",
			"needed_by": "2099-06-01",
			"field_of_action": ensure_field_of_action(),
			"programme_area": area,
			"public_benefit": "Nachbarn lernen sich kennen.",
			"partner_benefit": "Der Betrieb wird im Quartier bekannt.",
			"otherwise": "Nein, der Verein hat keine Mittel dafür.",
			"contact_person": "Erika Beispiel (erfunden)",
			"contact_email": "erika@verein.example",
		},
		"Matching Run": lambda: {"municipality": town},
		"Partner Match": lambda: {
			"request": accept_request(make_valid("Support Request", town)),
			"offer": make_valid("Support Offer", town, status="Active", areas=[]).name,
		},
		"Market Event": lambda: event_values(known.get("challenge_group") or make_valid("Challenge Group", town).name),
		"Market Deal": lambda: deal_values(make_valid("Market Event", town)),
		"Support Offer": lambda: {
			**VAN_TWICE_A_MONTH,
			"stakeholder": stakeholder or make_valid("Stakeholder", town).name,
			"fields_of_action": [{"field_of_action": ensure_field_of_action()}],
			"areas": [{"programme_area": area}],
		},
		"Paper Number Range": lambda: {
			"municipality": town,
			"meeting_body": unique("Ausschuss"),
			"year": 2016,
			"pattern": "{WP}/{NR:3}/{JAHR}",
			"legislative_period": "5",
		},
		"OParl Source": lambda: {
			"source_title": unique("Ratsinformation"),
			"municipality": town,
			"url": "https://ris.example/oparl/body/1",
		},
		"Council Paper": lambda: {
			"subject": unique("Sachstandsbericht"),
			"paper_type": "Status Report",
			"municipality": town,
			"paper_date": "2016-11-01",
			"facts": [{"chapter": "Beratung", "fact": "Zwei Termine", "figure": "2"}],
		},
	}
	return builders[doctype]()


def asked_by_another(town: str) -> str:
	"""Return a question that Jena put to a town; made as Administrator, whoever asks for it."""
	user = frappe.session.user
	frappe.set_user("Administrator")
	try:
		return make(
			"Exchange Request",
			request_title=unique("Wie findet man Räume?"),
			municipality=ensure_municipality(JENA, "Jena").name,
			asked_municipality=town,
			question="<p>Wo trefft ihr euch?</p>",
		).name
	finally:
		frappe.set_user(user)


def gift_and_giver(town: str, gift: str | None) -> dict[str, Any]:
	"""Return giver and gift of a receipt; a gift of the town is made as Administrator if none is named."""
	user = frappe.session.user
	frappe.set_user("Administrator")
	try:
		gift = gift or make_valid("Sponsorship", town).name
		return {"giver": frappe.db.get_value("Sponsorship", gift, "giver"), "gifts": [{"sponsorship": gift}]}
	finally:
		frappe.set_user(user)


def ensure_reviewer(email: str = "begutachtung@agentur.example") -> str:
	"""Return somebody who may review."""
	return email if frappe.db.exists("User", email) else ensure_user(email, "Call Reviewer")


def make_under_review(town: str) -> str:
	"""Make an application that is under review, without the way there, and return its name."""
	application = make_valid("Call Application", town)
	application.db_set("workflow_state", "Under Review")
	return application.name


def owed_duty(town: str, stakeholder: str) -> dict[str, str]:
	"""Return a duty of a partner in an agreement that is in force, without the way there, as it is reported."""
	name = frappe.db.get_value("Stakeholder", stakeholder, "stakeholder_name")
	doc = make_valid(
		"Cooperation Agreement", town, stakeholder=stakeholder, duties=[{"party_name": name, "duty": "Backen"}]
	)
	frappe.db.set_value(doc.doctype, doc.name, {"docstatus": 1, "workflow_state": "In Force"})
	return {"agreement": doc.name, "duty_row": doc.duties[0].name, "fulfilled_on": "2016-09-01"}


def make_notice(town: str) -> Document:
	"""Make the notice of a decision, as the server does when the decision is taken."""
	notice = frappe.get_doc({"doctype": "Call Notice", "subject": "Ihre Bewerbung", "message": "<p>Guten Tag.</p>"})
	return notice.record(application=make_valid("Call Application", town).name, kind="Selected").insert()


def make_valid(doctype: str, town: str = NIENBURG, **values: Any) -> Document:
	"""Insert a valid record. Values named like a field replace the usual ones, others name records to link to."""
	if doctype == "Municipality":
		return ensure_municipality(town, NAMES.get(town, town), is_own=int(town == NIENBURG))
	if doctype == "Call Notice":
		return make_notice(town)
	fields = {df.fieldname for df in frappe.get_meta(doctype).fields}
	built = valid_values(doctype, town, **values)
	return make(doctype, **{**built, **{key: value for key, value in values.items() if key in fields}})


def make_world(town: str, consultant: str, reviewer: str | None = None) -> dict[str, str]:
	"""Make a town with one record of each fenced DocType and return {DocType: name}."""
	world = {"Municipality": make_valid("Municipality", town).name}
	world["Programme Area"] = make_valid("Programme Area", town).name
	linked: dict[str, Any] = {"programme_area": world["Programme Area"], "consultant": consultant}
	world["Stakeholder"] = make_valid("Stakeholder", town, **linked).name
	linked["stakeholder"] = world["Stakeholder"]
	world["Advisory Mandate"] = make_valid("Advisory Mandate", town, **linked).name
	linked.update({"mandate": world["Advisory Mandate"], "reviewer": reviewer or ensure_reviewer()})
	linked["working_group"] = world["Working Group"] = make_valid("Working Group", town, **linked).name
	for doctype in (
		"Working Group Meeting",
		"Stakeholder Relationship",
		"Application Intake",
		"Stakeholder Import",
		"Follow-up Run",
		"Call Application",
		"Application Review",
		"Selection Round",
		"Call Notice",
		"Advisory Session",
		"Exchange Request",
		"Exchange Answer",
		"Peer Workshop",
		"Cooperation Project",
		"Cooperation Agreement",
		"Duty Report",
		"Sponsorship",
		"Donation Receipt",
		"Donation Receipt Run",
		"Acceptance List",
		"Sponsor Package",
		*("Challenge Group", "Challenge Group Meeting", "Office Contribution", "Support Request", "Challenge Site"),
		*("Group Material", "Support Offer", "Partner Match", "Matching Run", "Market Event", "Market Deal"),
		"Paper Number Range",
		"OParl Source",
		"Council Paper",
	):
		world[doctype] = make_valid(doctype, town, **linked).name
	# With a stakeholder of its own: people delete the world's who may not delete contacts.
	world["Partner Access"] = make_valid("Partner Access", town).name
	for table, field, values in (
		("Mandate Extension", "extensions", {"reason": "Mehr Bedarf (erfunden)"}),
		("Session Correction", "corrections", {"reason": "Zahlendreher (erfunden)"}),
		("Session Invitation", "invitations", {"email": "erika@verein.example"}),
		(
			"Sponsorship Payment",
			"payments",
			{"received_on": "2016-10-01", "amount": 20, "booking_key": unique("Eingang")},
		),
		("Support Request Check", "checks", {"criterion": "Konkret", "answer": "Open"}),
		("Support Request Question", "questions", {"question": "Wann ist das Fest?", "asked_on": "2016-05-02"}),
		("Partner Match Attempt", "attempts", {"attempted_on": "2016-05-02", "way": "Phone", "outcome": "Agreed"}),
	):
		# Rows that only steps of the server write.
		place = {"parenttype": TABLES[table], "parent": world[TABLES[table]], "parentfield": field, "idx": 1}
		frappe.get_doc({"doctype": table, "name": frappe.generate_hash(length=10), **place, **values}).db_insert()
	bookings.book(frappe.db.get_value("Partner Match", world["Partner Match"], "offer"), 1, getdate("2099-06-01"))
	found = {"request": world["Support Request"], "offer": world["Support Offer"], "points": 90, "most": 100}
	frappe.get_doc({"doctype": "Request Candidate", "name": frappe.generate_hash(length=10), **found}).db_insert()
	return world
