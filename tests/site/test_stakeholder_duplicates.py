"""Stakeholders that are there twice: found with the reason, and merged without a loss."""

import json
import re

import frappe
import pytest
from factories import (
	BAKERY,
	NIENBURG,
	SCHOOL,
	ensure_area,
	ensure_municipality,
	ensure_user,
	make,
	make_agreement,
	make_contact,
	make_customer,
	make_relationship,
	make_stakeholder,
)
from queries import counted_queries

from upj_kooperation.api import duplicates as api
from upj_kooperation.api import stakeholders
from upj_kooperation.domain.duplicates import FREE_MAIL
from upj_kooperation.patches import add_stakeholder_keys

COLOGNE = "05315000"
FREE = min(FREE_MAIL)


@pytest.fixture(autouse=True)
def nienburg():
	"""The site's own municipality."""
	return ensure_municipality()


@pytest.fixture
def manager() -> str:
	"""A relationship manager of Nienburg."""
	return ensure_user("manager@nienburg.example", "Cooperation Manager", "Sales User", "Sales Master Manager")


def found(title: str, **values: str) -> list[tuple[str, str]]:
	"""Return (record, reasons) of what the form is told while somebody types."""
	values.setdefault("municipality", NIENBURG)
	return [(row["name"], ", ".join(row["reasons"])) for row in api.find_duplicates(title, **values)]


def messages() -> str:
	"""Return and forget what the server said to the user."""
	said = " ".join(str(message) for message in frappe.local.message_log)
	frappe.clear_messages()
	return said


def test_a_similar_name_is_found_with_the_reason():
	bakery = make_stakeholder("Bäckerei Nordlicht GmbH & Co. KG")
	make_stakeholder("Werkstatt Abendrot (erfunden)")
	assert found("Baeckerei Nordlicht") == [(bakery.name, "the same name, apart from spelling and legal form")]
	assert found("Bäckerei Nordlich") == [(bakery.name, "a similar name in the same municipality")]
	assert found("Nordlicht Bäckerei e. K.")[0][0] == bakery.name
	assert found("Bäckerei Südstern") == []
	assert found("Bäckerei Nordlicht", name=bakery.name) == []


def test_the_same_register_entry_and_domain_are_found():
	bakery = make_stakeholder("Backhaus (erfunden)", register_number="Amtsgericht Walsrode, HRB 04711")
	assert (bakery.register_type, bakery.register_number, bakery.register_court) == ("HRB", "4711", "Walsrode")
	assert found("Ganz anders", register_number="HRB 4711") == [
		(bakery.name, "the same entry in the register: HRB 4711, Walsrode")
	]
	assert found("Ganz anders", register_type="HRB", register_number="4711", register_court="Hannover") == []
	contact = make_contact("Erika", bakery, email="erika@backhaus.example")
	assert found("Ganz anders", website="https://www.backhaus.example/start") == [
		(bakery.name, "the same internet domain: backhaus.example")
	]
	contact.delete()
	assert found("Ganz anders", website="backhaus.example") == []
	make_contact("Erika", bakery, email=f"erika@{FREE}")
	assert found("Ganz anders", website=FREE) == []


def test_what_lies_outside_the_fence_is_not_found(manager):
	ensure_municipality(COLOGNE, "Köln")
	far = make_stakeholder("Bäckerei Nordlicht", municipality=COLOGNE, website="https://nordlicht.example")
	assert found("Bäckerei Nordlicht", website="nordlicht.example") == [
		(far.name, "the same internet domain: nordlicht.example")
	]
	frappe.set_user(manager)
	assert found("Bäckerei Nordlicht", website="nordlicht.example") == []
	assert found("Bäckerei Nordlicht", municipality=COLOGNE) == []
	frappe.set_user("Administrator")
	frappe.set_user(ensure_user("fremd@nienburg.example", "Accounts User"))
	with pytest.raises(frappe.PermissionError):
		found("Bäckerei Nordlicht")


def test_every_save_says_whom_it_looks_like_but_what_the_form_has_named():
	bakery = make_stakeholder("Bäckerei Nordlicht")
	messages()
	double = make_stakeholder("Bäckerei Nordlicht GmbH")
	said = messages()
	assert bakery.name in said and "the same name" in said
	double.update({"industry": "Handwerk"}).save()
	assert messages() == ""
	double.update({"website": "https://nordlicht.example"}).save()
	assert bakery.name in messages()
	make(
		"Stakeholder",
		stakeholder_name="Bäckerei Nordlicht AG",
		actor_type="Company",
		municipality=NIENBURG,
		**{"__duplicates_seen": json.dumps([bakery.name, double.name])},
	)
	assert messages() == ""


def test_the_search_reads_one_index_and_no_list_of_names():
	for number in range(12):
		make_stakeholder(f"Grundschule {'ABCDEFGHIJKL'[number] * 5}", actor_type="School")
	with counted_queries() as few:
		found("Grundschule Leintor")
	assert len(few) <= 3, few
	search = next(query for query in few if "Stakeholder Key" in query)
	plan = frappe.db.sql("explain " + search, dict.fromkeys(re.findall(r"%\((\w+)\)s", search), "x"), as_dict=True)
	keys = next(row for row in plan if row.table == "tabStakeholder Key")
	assert keys.type in ("range", "ref") and "Using index" in keys.Extra, plan


def test_older_stakeholders_get_their_keys():
	bakery = make_stakeholder("Bäckerei Nordlicht")
	frappe.db.delete("Stakeholder Key")
	assert found("Bäckerei Nordlicht") == []
	add_stakeholder_keys.execute()
	add_stakeholder_keys.execute()
	assert [name for name, _why in found("Bäckerei Nordlicht")] == [bakery.name]
	bakery.delete()
	assert not frappe.db.exists("Stakeholder Key", {"stakeholder": bakery.name})


def test_a_prospect_and_a_contact_become_stakeholders_and_lead_back(manager):
	prospect = make("Prospect", company_name="Werkstatt Abendrot (erfunden)", website="https://abendrot.example")
	person = make("Contact", first_name="Erika", last_name="Beispiel (erfunden)")
	employee = make("Contact", first_name="Max", company_name="Laden Weserblick (erfunden)")
	frappe.set_user(manager)
	make_user_may_read = frappe.has_permission("Prospect", "read")
	assert make_user_may_read
	one = api_doc(stakeholders.create_stakeholder("Prospect", prospect.name, NIENBURG, "Company"))
	assert (one.stakeholder_name, one.website) == (prospect.company_name, prospect.website)
	two = api_doc(stakeholders.create_stakeholder("Contact", person.name, NIENBURG, "Initiative"))
	assert two.stakeholder_name == "Erika Beispiel (erfunden)"
	assert api_doc(stakeholders.create_stakeholder("Contact", employee.name, NIENBURG, "Company")).stakeholder_name == (
		"Laden Weserblick (erfunden)"
	)
	for party, stakeholder in ((prospect, one), (person, two)):
		overview = stakeholders.party_overview(party.doctype, party.name)
		assert [row.name for row in overview["stakeholders"]] == [stakeholder.name]
	with pytest.raises(frappe.UniqueValidationError, match="already a stakeholder"):
		stakeholders.create_stakeholder("Contact", person.name, NIENBURG, "Company")
	member = make_contact("Mitglied", one)
	assert [row.name for row in stakeholders.party_overview("Contact", member.name)["stakeholders"]] == [one.name]
	two.delete()
	assert frappe.db.exists("Contact", person.name)


def api_doc(name: str):
	"""Return a stakeholder by name."""
	return frappe.get_doc("Stakeholder", name)


def test_renaming_a_contact_keeps_the_key_of_its_stakeholder():
	person = make("Contact", first_name="Erika")
	name = stakeholders.create_stakeholder("Contact", person.name, NIENBURG, "Initiative")
	new = frappe.rename_doc("Contact", person.name, "Erika Neu (erfunden)")
	assert frappe.db.get_value("Stakeholder", name, "party_key") == f"Contact::{new}::{NIENBURG}"


def test_saving_a_contact_of_nobody_costs_no_query_more():
	contact = make_contact("Erika", make_customer(), email="erika@laden.example")
	frappe.flags.in_import = True
	with counted_queries() as queries:
		contact.save()
	frappe.flags.in_import = False
	assert not [query for query in queries if "Stakeholder" in query]


def make_pair() -> tuple:
	"""Return a kept bakery and its double, on which something of every kind hangs."""
	kept = make_stakeholder(BAKERY, industry="Handwerk", notes="<p>Erste Notiz</p>")
	double = make_stakeholder(
		"Backstube Abendrot GmbH (erfunden)",
		industry="Bäckerei",
		website="https://abendrot.example",
		notes="<p>Zweite Notiz</p>",
		programme_areas=[{"programme_area": ensure_area().name}],
		fields_of_action=[{"field_of_action": field_of_action()}],
		assessments=[{"assessed_on": "2016-06-20", "influence": "3"}],
	)
	return kept, double


def field_of_action() -> str:
	"""Return the name of a field of action."""
	if not frappe.db.exists("Field of Action", "Soziales"):
		make("Field of Action", field_name="Soziales")
	return "Soziales"


def test_a_merge_keeps_everything_that_hung_on_both(manager):
	kept, double = make_pair()
	school = make_stakeholder(SCHOOL, actor_type="School")
	make_relationship(kept, school, from_date="2016-01-01", to_date="2016-06-30")
	make_relationship(double, school, from_date="2016-06-01", to_date="2016-12-31")
	make_relationship(double, kept)
	turned = make_relationship(school, double)
	agreement = make_agreement(
		parties=[
			{"party_type": "Municipality", "signatory": "Erika"},
			{"party_type": "Stakeholder", "stakeholder": double.name, "signatory": "Max"},
		],
		duties=[],
	)
	own, shared = make_contact("Eigene", double, email="eigene@abendrot.example"), make_contact("Beide", kept, double)
	for doc in (kept, double):
		for user in (manager, "Administrator"):
			make(
				"ToDo",
				description=f"{doc.name} {user}",
				allocated_to=user,
				reference_type="Stakeholder",
				reference_name=doc.name,
			)
	double.add_comment("Comment", "Bemerkung am doppelten Satz")
	double.update({"legal_form": "GmbH"}).save()
	file = make(
		"File",
		file_name="brief.txt",
		is_private=1,
		content=b"x",
		attached_to_doctype="Stakeholder",
		attached_to_name=double.name,
	)
	double.add_tag("Nordertor")
	versions = frappe.db.count("Version", {"ref_doctype": "Stakeholder", "docname": double.name})
	preview = api.merge_preview(kept.name, double.name)
	assert preview["problem"] is None
	counts = {row["doctype"]: row["count"] for row in preview["moves"]}
	assert (counts["ToDo"], counts["File"], counts["Agreement Party"], counts["Stakeholder Relationship"]) == (
		2,
		1,
		1,
		3,
	)
	assert [row["label"] for row in preview["lost"]] == ["Stakeholder", "Industry or Field of Work"]
	assert len(preview["dropped"]) == len(preview["joined"]) == 1
	assert api.merge_stakeholders(kept.name, double.name) == kept.name

	assert not frappe.db.exists("Stakeholder", double.name)
	kept.reload()
	assert (kept.industry, kept.website, kept.legal_form) == ("Handwerk", "https://abendrot.example", "GmbH")
	assert "Erste Notiz" in kept.notes and "Zweite Notiz" in kept.notes
	assert (len(kept.programme_areas), len(kept.fields_of_action), len(kept.assessments)) == (1, 1, 1)
	relations = frappe.get_all(
		"Stakeholder Relationship",
		fields=["name", "from_stakeholder", "to_stakeholder", "from_date", "to_date", "relationship_title"],
		order_by="creation asc",
	)
	assert [(row.from_stakeholder, row.to_stakeholder) for row in relations] == [
		(kept.name, school.name),
		(school.name, kept.name),
	]
	assert [str(day) for day in (relations[0].from_date, relations[0].to_date)] == ["2016-01-01", "2016-12-31"]
	assert relations[1].name == turned.name and relations[1].relationship_title.endswith(BAKERY)
	assert frappe.db.get_value("Agreement Party", {"parent": agreement.name, "stakeholder": kept.name})
	todos = frappe.get_all("ToDo", filters={"reference_name": kept.name}, pluck="allocated_to", order_by="name asc")
	assert sorted(todos) == sorted([manager, "Administrator"] * 2)
	assert sorted(json.loads(frappe.db.get_value("Stakeholder", kept.name, "_assign"))) == ["Administrator", manager]
	for contact in (own, shared):
		links = [row.link_name for row in frappe.get_doc("Contact", contact.name).links]
		assert links == [kept.name]
	assert frappe.db.get_value("File", file.name, "attached_to_name") == kept.name
	assert "Nordertor" in frappe.db.get_value("Stakeholder", kept.name, "_user_tags")
	assert frappe.db.count("Version", {"ref_doctype": "Stakeholder", "docname": kept.name}) >= versions
	comments = frappe.get_all(
		"Comment", filters={"reference_name": kept.name}, pluck="content", order_by="creation asc"
	)
	assert "Bemerkung am doppelten Satz" in comments
	trace = next(text for text in comments if "was merged into this record" in text)
	assert double.name in trace and "Given up, Industry or Field of Work: Bäckerei" in trace, trace
	assert "Relationship with itself removed" in trace
	assert found("Ganz anders", website="abendrot.example")[0][0] == kept.name
	assert not frappe.db.exists("Stakeholder Key", {"stakeholder": double.name})


def test_a_merge_is_refused_in_words_and_leaves_no_trace(manager):
	kept, double = make_pair()
	ensure_municipality(COLOGNE, "Köln")
	far = make_stakeholder("Fern (erfunden)", municipality=COLOGNE)
	first, second = make_customer("Eins (erfunden)"), make_customer("Zwei (erfunden)")
	bound = make_stakeholder("Gebunden (erfunden)", party_type="Customer", party=first.name)
	other = make_stakeholder("Anders gebunden (erfunden)", party_type="Customer", party=second.name)
	make_agreement(
		parties=[
			{"party_type": "Stakeholder", "stakeholder": name, "signatory": "Max"} for name in (kept.name, double.name)
		],
		duties=[],
	)
	for one, two, message in (
		(kept, kept, "cannot be merged with itself"),
		(kept, far, "different municipalities"),
		(bound, other, "Merge these two in ERPNext first"),
		(kept, double, "Both appear in Kooperationsvereinbarung|Both appear in Cooperation Agreement"),
	):
		with pytest.raises(frappe.ValidationError, match=message):
			api.merge_stakeholders(one.name, two.name)
		if one is not two:
			assert api.merge_preview(one.name, two.name)["problem"]
	with pytest.raises(frappe.ValidationError, match="no longer there"):
		api.merge_stakeholders(kept.name, "STK-99999")
	double.lock()
	try:
		with pytest.raises(frappe.ValidationError, match="locked"):
			api.merge_stakeholders(bound.name, double.name)
	finally:
		double.unlock()
	frappe.set_user(ensure_user("pruefung@nienburg.example", "Cooperation Auditor"))
	for call in (api.merge_preview, api.merge_stakeholders):
		with pytest.raises(frappe.PermissionError):
			call(bound.name, double.name)
	frappe.set_user(manager)
	with pytest.raises(frappe.PermissionError):
		api.merge_stakeholders(kept.name, far.name)
	frappe.set_user("Administrator")
	assert all(frappe.db.exists("Stakeholder", one.name) for one in (kept, double, far, bound, other))
	trace = {"reference_doctype": "Stakeholder", "reference_name": kept.name, "comment_type": "Info"}
	assert not frappe.db.exists("Comment", trace)


def test_the_customer_goes_before_the_lead_and_both_stay_named():
	lead, customer = make("Lead", company_name="Backhaus (erfunden)"), make_customer("Backhaus (erfunden)")
	kept = make_stakeholder("Backhaus (erfunden)", party_type="Lead", party=lead.name)
	double = make_stakeholder("Backhaus GmbH (erfunden)", party_type="Customer", party=customer.name)
	api.merge_stakeholders(kept.name, double.name)
	kept.reload()
	assert (kept.party_type, kept.party, kept.party_key) == (
		"Customer",
		customer.name,
		f"Customer::{customer.name}::{NIENBURG}",
	)
	comments = frappe.get_all("Comment", filters={"reference_name": kept.name}, pluck="content", order_by="name asc")
	assert any(lead.name in text for text in comments)


@pytest.mark.commits
def test_two_merges_at_once_leave_one_record_and_the_second_hears_why(in_parallel):
	one, two = make_stakeholder("Backhaus (erfunden)"), make_stakeholder("Backhaus GmbH (erfunden)")
	make("ToDo", description="Anruf", reference_type="Stakeholder", reference_name=two.name)
	frappe.db.commit()
	try:
		outcomes = in_parallel(
			lambda: api.merge_stakeholders(one.name, two.name),
			lambda: api.merge_stakeholders(two.name, one.name),
			lambda: api.merge_stakeholders(one.name, two.name),
		)
		done = [outcome.value for outcome in outcomes if outcome.value]
		assert len(done) == 1, outcomes
		for outcome in outcomes:
			assert outcome.value or "no longer there" in str(outcome.error), outcome
		frappe.db.rollback()
		assert frappe.get_all("Stakeholder", pluck="name") == done
		assert frappe.get_all("ToDo", filters={"reference_type": "Stakeholder"}, pluck="reference_name") == done
	finally:
		frappe.db.rollback()
		for doctype in ("ToDo", "Stakeholder", "Municipality"):
			for name in frappe.get_all(doctype, pluck="name"):
				frappe.delete_doc(doctype, name, force=True)
		frappe.db.delete("Stakeholder Key")
		frappe.db.commit()
