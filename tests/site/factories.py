"""Records of the story for site tests: `ensure_*` finds or makes, `make_*` always makes."""

import contextlib
from collections.abc import Iterator
from typing import Any

import frappe
from frappe.desk.doctype.notification_settings.notification_settings import create_notification_settings
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow
from frappe.utils.password import update_password

NIENBURG = "03256022"


@contextlib.contextmanager
def as_user(user: str) -> Iterator[None]:
	"""Do something as somebody else."""
	before = frappe.session.user
	frappe.set_user(user)
	try:
		yield
	finally:
		frappe.set_user(before)


def make(doctype: str, **values: Any) -> Document:
	"""Insert a record as the session's user and return it."""
	return frappe.get_doc({"doctype": doctype, **values}).insert()


def ensure_municipality(ags: str = NIENBURG, name: str = "Nienburg/Weser", **values: Any) -> Document:
	"""Return the municipality with this key; Nienburg is the site's own."""
	if frappe.db.exists("Municipality", ags):
		return frappe.get_doc("Municipality", ags)
	values.setdefault("is_own", int(ags == NIENBURG))
	values.setdefault("inhabitants", 31_000)
	return make("Municipality", ags=ags, municipality_name=name, **values)


def ensure_field_of_action(name: str = "Soziales") -> str:
	"""Return the name of a field of action."""
	if not frappe.db.exists("Field of Action", name):
		make("Field of Action", field_name=name)
	return name


def ensure_area(municipality: str = NIENBURG, name: str = "Nordertor", **values: Any) -> Document:
	"""Return a programme area that has run under Soziale Stadt since 2015."""
	found = frappe.db.exists("Programme Area", {"municipality": municipality, "area_name": name})
	if found:
		return frappe.get_doc("Programme Area", found)
	values.setdefault("status", "Active")
	values.setdefault("start_date", "2015-01-01")
	values.setdefault(
		"programmes", [{"programme": "Soziale Stadt", "from_date": "2015-01-01", "to_date": "2019-12-31"}]
	)
	return make("Programme Area", area_name=name, municipality=municipality, **values)


def ensure_user(email: str, *roles: str, municipalities: tuple[str, ...] = ()) -> str:
	"""Return a user with exactly these roles and User Permissions on these municipalities.

	Written without `User.validate`, for which Frappe forgets everything that it keeps of the site.
	"""
	desk = frappe.db.exists("Role", {"name": ["in", roles], "desk_access": 1})
	values = {"user_type": "System User" if desk else "Website User", "enabled": 1}
	if frappe.db.exists("User", email):
		frappe.db.set_value("User", email, values)
		frappe.db.delete("Has Role", {"parent": email, "parenttype": "User"})
	else:
		name = email.split("@")[0]
		values.update({"name": email, "email": email, "first_name": name, "full_name": name, "send_welcome_email": 0})
		frappe.get_doc({"doctype": "User", **values}).db_insert()
		create_notification_settings(email)
	place = {"doctype": "Has Role", "parent": email, "parenttype": "User", "parentfield": "roles"}
	for index, role in enumerate(roles, start=1):
		frappe.get_doc({**place, "role": role, "idx": index}).db_insert()
	frappe.db.delete("User Permission", {"user": email, "allow": "Municipality"})
	for key in municipalities:
		make("User Permission", user=email, allow="Municipality", for_value=key)
	frappe.clear_cache(user=email)
	return email


def ensure_login(email: str, password: str, *roles: str, municipalities: tuple[str, ...] = ()) -> str:
	"""Return a desk user as `ensure_user` does, who can log in and is shown German."""
	ensure_user(email, *roles, municipalities=municipalities)
	frappe.db.set_value("User", email, "language", "de")
	update_password(email, password)
	return email


def make_stakeholder(name: str = "Bäckerei Nordlicht (erfunden)", **values: Any) -> Document:
	"""Return a new stakeholder of Nienburg: a company, if not said otherwise."""
	values.setdefault("actor_type", "Company")
	values.setdefault("municipality", NIENBURG)
	return make("Stakeholder", stakeholder_name=name, **values)


def ensure_relationship_type(name: str = "Unterstützung", **values: Any) -> str:
	"""Return the name of a relationship type."""
	if not frappe.db.exists("Relationship Type", name):
		values.setdefault("label_from", "unterstützt")
		values.setdefault("label_to", "wird unterstützt von")
		make("Relationship Type", type_name=name, **values)
	return name


def make_relationship(first: Document, other: Document, kind: str = "Unterstützung", **values: Any) -> Document:
	"""Return a new relationship between two stakeholders."""
	return make(
		"Stakeholder Relationship",
		from_stakeholder=first.name,
		to_stakeholder=other.name,
		relationship_type=ensure_relationship_type(kind),
		**values,
	)


def make_working_group(field_of_action: str = "Soziales", area: Document | None = None, **values: Any) -> Document:
	"""Return a new working group in an area (default: Nordertor)."""
	area = area or ensure_area()
	return make(
		"Working Group",
		group_name=f"AG {field_of_action}",
		municipality=area.municipality,
		programme_area=area.name,
		field_of_action=ensure_field_of_action(field_of_action),
		**values,
	)


def make_customer(name: str = "Bäckerei Nordlicht (erfunden)", **values: Any) -> Document:
	"""Return a new Customer in ERPNext's default group and territory."""
	values.setdefault("customer_group", frappe.db.get_single_value("Selling Settings", "customer_group"))
	values.setdefault("territory", frappe.db.get_single_value("Selling Settings", "territory"))
	return make("Customer", customer_name=name, customer_type="Company", **values)


def make_contact(first_name: str, *links: Document, email: str | None = None) -> Document:
	"""Return a new Contact that hangs on these records."""
	return make(
		"Contact",
		first_name=first_name,
		email_ids=[{"email_id": email, "is_primary": 1}] if email else [],
		links=[{"link_doctype": doc.doctype, "link_name": doc.name} for doc in links],
	)


def ensure_stakeholder(name: str, actor_type: str = "Company", municipality: str = NIENBURG, **values: Any) -> Document:
	"""Return the stakeholder of this name in the municipality."""
	found = frappe.db.exists("Stakeholder", {"stakeholder_name": name, "municipality": municipality})
	if found:
		return frappe.get_doc("Stakeholder", found)
	return make("Stakeholder", stakeholder_name=name, actor_type=actor_type, municipality=municipality, **values)


BAKERY = "Backstube Abendrot (erfunden)"
SCHOOL = "Berufsbildende Schule Weserblick (erfunden)"


def make_cooperation_project(**values: Any) -> Document:
	"""Insert the idea of the Nordertörtchen: the town, the bakery and the vocational school bake a cake together."""
	ensure_municipality()
	values.setdefault("project_title", "Nordertörtchen")
	values.setdefault("municipality", NIENBURG)
	values.setdefault("programme_area", ensure_area().name)
	values.setdefault("field_of_action", ensure_field_of_action("Lokale Ökonomie"))
	return make("Cooperation Project", **values)


def make_agreement(**values: Any) -> Document:
	"""Insert the draft of an agreement between the town, the bakery and the vocational school."""
	ensure_municipality()
	parties = [
		{"party_type": "Municipality", "signatory": "Erika Musterfrau", "signatory_function": "Bürgermeisterin"},
		{
			"party_type": "Stakeholder",
			"stakeholder": ensure_stakeholder(BAKERY).name,
			"signatory": "Max Mustermann",
			"signatory_function": "Inhaber",
		},
		{
			"party_type": "Stakeholder",
			"stakeholder": ensure_stakeholder(SCHOOL, "School").name,
			"signatory": "Lieschen Müller",
			"signatory_function": "Schulleiterin",
		},
	]
	values.setdefault("agreement_title", "Vereinbarung zum Nordertörtchen")
	values.setdefault("municipality", NIENBURG)
	values.setdefault("subject_matter", "<p>Die Beteiligten backen und verkaufen gemeinsam das Nordertörtchen.</p>")
	values.setdefault("start_date", "2016-06-01")
	values.setdefault("end_date", "2017-09-30")
	values.setdefault("parties", parties)
	values.setdefault(
		"duties",
		[
			{"party_name": BAKERY, "duty": "Das Rezept entwickeln", "due_date": "2016-07-31"},
			{"party_name": SCHOOL, "duty": "Den Verkauf auf dem Stadtteilfest übernehmen", "due_date": "2016-09-15"},
			{"party_name": "Nienburg/Weser", "duty": "Den Stand stellen"},
		],
	)
	return make("Cooperation Agreement", **values)


TAKES_OFFERS = "angebote@nienburg.example"
DECIDES = "entscheidet@nienburg.example"
CONFLICT_QUESTIONS = (
	"Permit or Licence Pending",
	"Contract or Award Pending",
	"Supplier of the Municipality",
	"Tie to Staff or Councillors",
	"Other Tie",
)


def ensure_gift_desk() -> None:
	"""Make Nienburg with its company, somebody who takes offers and invoices, and somebody who decides."""
	town = ensure_municipality()
	company = frappe.get_all("Company", pluck="name", order_by="creation asc", limit=1)[0]
	if town.company != company:
		town.update({"company": company}).save()
	if not frappe.db.exists("User", TAKES_OFFERS):
		ensure_user(
			TAKES_OFFERS,
			"Cooperation Manager",
			"Accounts User",
			"Sales User",
			"Sales Master Manager",
			municipalities=(NIENBURG,),
		)
	if not frappe.db.exists("User", DECIDES):
		ensure_user(DECIDES, "Cooperation Approver", municipalities=(NIENBURG,))


def make_gift(amount: float = 80, offered_on: str = "2016-05-10", **values: Any) -> Document:
	"""Enter an offer as TAKES_OFFERS: a donation of money by the bakery, if not said otherwise."""
	values.setdefault("giver", ensure_stakeholder(BAKERY).name)
	values.setdefault("sponsorship_title", "Spende für Backformen")
	values.setdefault("purpose", "Backformen für die Backklasse")
	values.setdefault("municipality", NIENBURG)
	values.setdefault("contribution_form", "Money")
	values.setdefault("return_expected", "No")
	values.setdefault("giver_aim", "Support the Purpose")
	user = frappe.session.user
	frappe.set_user(TAKES_OFFERS)
	try:
		return make("Sponsorship", amount=amount, offered_on=offered_on, **values)
	finally:
		frappe.set_user(user)


def put_up_for_decision(gift: Document, **answers: str) -> Document:
	"""Take a gift to the decision as TAKES_OFFERS. answers: question with _ for blanks to Yes; all others are No."""
	user = frappe.session.user
	frappe.set_user(TAKES_OFFERS)
	try:
		gift = take_steps(gift, "Decide Kind")
		for row in gift.conflict_answers:
			row.answer = answers.get(row.question.replace(" ", "_"), "No")
			row.explanation = row.explanation or ("bekannt" if row.answer == "Yes" else None)
		if "Yes" in answers.values():
			gift.conflict_reason = "Der Betrag ist gering, Vorgang und Gabe haben nichts miteinander zu tun."
		gift.save()
		return take_steps(gift, "Check Conflicts", "Put up for Decision")
	finally:
		frappe.set_user(user)


def take_steps(doc: Document, *actions: str) -> Document:
	"""Take a record through workflow actions, as the form's menu does."""
	for action in actions:
		doc = apply_workflow(doc.as_dict(), action)
	return doc


def accept_gift(gift: Document) -> Document:
	"""Accept a gift as DECIDES."""
	user = frappe.session.user
	frappe.set_user(DECIDES)
	try:
		return take_steps(gift, "Accept")
	finally:
		frappe.set_user(user)


def decided_paper(meeting_date: str = "2016-06-01", outcome: str = "As Proposed", **values: Any) -> Document:
	"""Return a council paper with a decision of a meeting; taken through its procedure as Administrator."""
	values.setdefault("subject", "Annahme von Zuwendungen")
	values.setdefault("reference", f"5/{frappe.generate_hash(length=6)}/2016")
	values.setdefault("body", "<p>Die Zuwendungen wurden angeboten und geprüft.</p>")
	values.setdefault("municipality", NIENBURG)
	values.setdefault("paper_date", "2016-05-20")
	values.setdefault("paper_type", "Decision Paper")
	values.setdefault("proposal", "Die Zuwendungen werden angenommen.")
	values.setdefault("meeting_body", "Rat")
	paper = take_steps(make("Council Paper", meeting_date=meeting_date, **values), "Release", "Put on Agenda")
	paper.update({"result": "Angenommen", "outcome": outcome}).save()
	return take_steps(paper, "Decide")


def make_council_paper(**values: Any) -> Document:
	"""Insert the draft of Nienburg's status report of March 2016, written by hand."""
	values.setdefault("subject", PAPER_SUBJECT)
	values.setdefault("municipality", NIENBURG)
	values.setdefault("paper_type", "Status Report")
	values.setdefault("paper_date", "2016-03-21")
	values.setdefault("body", "<p>Die Stadt berichtet über den Stand der Kooperationen im Nordertor.</p>")
	return make("Council Paper", **values)


THEMES = (
	"Soziales",
	"Bildung",
	"Integration",
	"Kultur",
	"Arbeitsmarkt",
	"Wohnumfeld",
	"Bürgerschaftliches Engagement",
)


def make_call(**values: Any) -> Document:
	"""Make the federal call of 2016: ten places, open until 18 March 2016."""
	defaults = {
		"call_title": "Kooperationen von Kommunen und Privaten in der Sozialen Stadt",
		"published_by": "Bundesinstitut für Bau-, Stadt- und Raumforschung",
		"status": "Published",
		"places": 10,
		"opens_on": "2016-01-11 00:00:00",
		"closes_on": "2016-03-18 23:59:59",
		"period_start": "2016-04-01",
		"period_end": "2017-09-30",
		"required_programme": "Soziale Stadt",
		"themes": [{"field_of_action": ensure_field_of_action(theme)} for theme in THEMES],
	}
	return make("Project Call", **{**defaults, **values})


def make_application(call: str, municipality: str = NIENBURG, area: str = "Nordertor", **values: Any) -> Document:
	"""Make a complete draft of an application; the municipality's area is found or made."""
	defaults = {
		"call": call,
		"municipality": municipality,
		"programme_area": ensure_area(municipality, area).name,
		"motivation": "<p>Die Wirtschaft fehlt in den Arbeitsgruppen.</p>",
		"planned_project": "<p>Betriebe für das Quartier gewinnen.</p>",
		"contact_person": "Kira Brückner (erfunden)",
		"contact_email": "kooperation@nienburg.example",
	}
	return make("Call Application", **{**defaults, **values})


def make_mandate(consultant: str, municipality: str = NIENBURG, **values: Any) -> Document:
	"""Make an active mandate for 2016 and 2017 without an application: eight sessions, 24 hours."""
	defaults = {
		"mandate_title": "Beratung",
		"municipality": municipality,
		"consultant": consultant,
		"start_date": "2016-06-06",
		"end_date": "2017-09-30",
		"quota_sessions": 8,
		"quota_hours": 24,
	}
	return make("Advisory Mandate", **{**defaults, **values})


def make_session(mandate: str, **values: Any) -> Document:
	"""Make a planned session; pass status="Held" for one that took place."""
	defaults = {"mandate": mandate, "subject": "Auftakt", "session_date": "2016-06-14", "mode": "On Site"}
	if values.get("status") == "Held":
		defaults.update(hours=2.5, minutes="<p>Auftakt mit der Verwaltung.</p>")
	return make("Advisory Session", **{**defaults, **values})


def ensure_outgoing_mail() -> None:
	"""Give the site an outgoing mail account, so that mails can wait in the queue. Nothing is sent."""
	if frappe.db.exists("Email Account", {"default_outgoing": 1, "enable_outgoing": 1}):
		return
	frappe.get_doc(
		{
			"doctype": "Email Account",
			"name": "Poststelle",
			"email_account_name": "Poststelle",
			"email_id": "poststelle@nienburg.example",
			"enable_outgoing": 1,
			"default_outgoing": 1,
			"smtp_server": "127.0.0.1",
			"no_smtp_authentication": 1,
		}
	).db_insert()
	frappe.cache.delete_keys("outgoing_email_account")
	# Where mails are muted, the platform has made up an account and kept it for the request.
	frappe.local.outgoing_email_account = {}


PAPER_SUBJECT = (
	"Beratung und Begleitung von Kommunen beim Aufbau von Kooperationen mit Unternehmen und Stiftungen in der Sozialen"
	" Stadt Nordertor"
)


VAN_TWICE_A_MONTH = {
	"offer_title": "Transporter mit Fahrer",
	"kinds": [{"kind": "Transport und Logistik"}],
	"capacity": 2,
	"capacity_unit": "Fahrten",
	"capacity_period": "Month",
}


def accept_request(request: Document) -> str:
	"""Open a request for matching, without the way there, and return its name."""
	request.db_set({"workflow_state": "Accepted", "accepted_on": "2016-05-02"})
	return request.name


def invited_contact(stakeholder: str) -> dict[str, str]:
	"""Return a stakeholder and a new contact of it."""
	contact = make(
		"Contact",
		first_name=f"Max {frappe.generate_hash(length=8)}",
		email_ids=[{"email_id": f"{frappe.generate_hash(length=8)}@partner.example", "is_primary": 1}],
		links=[{"link_doctype": "Stakeholder", "link_name": stakeholder}],
	)
	return {"stakeholder": stakeholder, "contact": contact.name}


def without_site(town: str) -> str:
	"""Let a town have no running site, without the way there, and return it."""
	frappe.db.set_value("Challenge Site", {"municipality": town}, {"workflow_state": "Ended", "once": None})
	return town
