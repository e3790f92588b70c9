"""Stakeholders: stages, business partners, contacts and relationships on a real site."""

import sys

import frappe
import pytest
from factories import (
	NIENBURG,
	ensure_area,
	ensure_municipality,
	ensure_user,
	make,
	make_contact,
	make_customer,
	make_relationship,
	make_stakeholder,
)
from frappe.utils import add_days, getdate, today
from queries import counted_queries, queries_of

from upj_kooperation.api import stakeholders as api
from upj_kooperation.stakeholder_relations.report.overdue_next_steps import overdue_next_steps


@pytest.fixture(autouse=True)
def nienburg():
	"""The site's own municipality."""
	return ensure_municipality()


@pytest.fixture
def manager() -> str:
	"""A relationship manager of Nienburg who also sells in ERPNext."""
	return ensure_user("manager@nienburg.example", "Cooperation Manager", "Sales User", "Sales Master Manager")


def test_the_way_from_identified_to_engaged_is_dated(manager):
	frappe.set_user(manager)
	bakery = make_stakeholder()
	assert (bakery.engagement_stage, bakery.stage_since) == ("Identified", getdate())
	bakery.db_set("stage_since", "2016-01-01")
	api.advance_stage(bakery.name, "Contacted", next_step="Besuch", next_step_date="2016-06-10")
	for stage in ("Interested", "In Talks", "Engaged"):
		api.advance_stage(bakery.name, stage)
	bakery.reload()
	assert (bakery.engagement_stage, bakery.stage_since) == ("Engaged", getdate())
	assert (bakery.next_step, bakery.next_step_date) == ("Besuch", getdate("2016-06-10"))


def test_a_save_without_a_new_stage_keeps_its_date():
	bakery = make_stakeholder()
	bakery.db_set("stage_since", "2016-01-01")
	bakery.reload()
	bakery.update({"industry": "Handwerk"}).save()
	assert getdate(bakery.stage_since) == getdate("2016-01-01")


def test_an_end_needs_a_reason_and_drops_the_next_step():
	bakery = make_stakeholder(next_step="Anruf", next_step_date=today())
	with pytest.raises(frappe.ValidationError, match="Say why the relationship is dormant or has ended"):
		api.advance_stage(bakery.name, "Ended")
	assert frappe.db.get_value("Stakeholder", bakery.name, "engagement_stage") == "Identified"
	api.advance_stage(bakery.name, "Ended", reason="Betrieb aufgegeben")
	bakery.reload()
	assert (bakery.stage_reason, bakery.next_step, bakery.next_step_date) == ("Betrieb aufgegeben", None, None)
	with pytest.raises(frappe.ValidationError, match="From the stage Ended a stakeholder can go to: Contacted"):
		api.advance_stage(bakery.name, "Engaged")
	api.advance_stage(bakery.name, "Contacted")
	assert not frappe.db.get_value("Stakeholder", bakery.name, "stage_reason")


@pytest.mark.parametrize(
	("values", "message"),
	[
		({"next_step": "Anruf"}, "needs a date"),
		({"next_step_date": "2016-06-10"}, "Say what the next step"),
		({"assessments": [{"assessed_on": "2199-01-01"}]}, "row 1: the day .* lies in the future"),
		({"assessments": [{"assessed_on": "2016-06-01", "influence": "6"}]}, "Influence"),
		({"party_type": "Customer"}, "Choose both the type of the business partner"),
		({"party": "Irgendwer"}, "Choose both the type of the business partner"),
		({"party_type": "User", "party": "Administrator"}, "one of the values to choose from"),
		({"party_type": "Kein DocType", "party": "X"}, "one of the values to choose from"),
		({"party_type": "Customer", "party": "Gibt es nicht"}, "Gibt es nicht"),
	],
)
def test_contradictions_are_refused_in_words(values, message):
	with pytest.raises(frappe.ValidationError, match=message):
		make_stakeholder("Falsch (erfunden)", **values)
	assert not frappe.db.exists("Stakeholder", {"stakeholder_name": "Falsch (erfunden)"})


def test_areas_are_those_of_the_same_municipality():
	ensure_municipality("05315000", "Köln")
	foreign = ensure_area("05315000", "Mülheim")
	with pytest.raises(frappe.ValidationError, match="another municipality: Mülheim"):
		make_stakeholder(programme_areas=[{"programme_area": foreign.name}])
	own = ensure_area()
	assert make_stakeholder(programme_areas=[{"programme_area": own.name}]).name


def test_an_insert_costs_no_more_than_a_bare_lead(manager):
	make_stakeholder("Vorher (erfunden)")
	frappe.set_user(manager)
	make_stakeholder("Warm (erfunden)")
	with counted_queries() as queries:
		make_stakeholder("Gezählt (erfunden)")
	assert len(queries) <= 6, queries


def test_a_customer_becomes_a_stakeholder_with_its_contacts(manager):
	frappe.set_user(manager)
	customer = make_customer()
	contact = make_contact("Erika", customer)
	name = api.create_stakeholder("Customer", customer.name, NIENBURG, "Company")
	stakeholder = frappe.get_doc("Stakeholder", name)
	assert (stakeholder.stakeholder_name, stakeholder.party) == (customer.customer_name, customer.name)
	assert stakeholder.relationship_manager == manager
	contact.reload()
	assert {(row.link_doctype, row.link_name) for row in contact.links} == {
		("Customer", customer.name),
		("Stakeholder", name),
	}
	stakeholder.run_method("onload")
	assert [row.name for row in stakeholder.get_onload("contact_list")] == [contact.name]


def test_linking_a_contact_asks_no_public_service():
	customer = make_customer()
	frappe.flags.in_import = True
	make_contact("Erika", customer, email="erika@baeckerei.example")
	frappe.flags.in_import = False
	hosts = []
	sys.addaudithook(lambda event, values: hosts.append(str(values[0])) if event == "socket.getaddrinfo" else None)
	stakeholder = api.create_stakeholder("Customer", customer.name, NIENBURG, "Company")
	frappe.get_doc("Stakeholder", stakeholder).delete()
	assert not [host for host in hosts if "avatar" in host]


def test_a_lead_and_a_supplier_become_stakeholders_too():
	lead = make("Lead", company_name="Werkstatt (erfunden)")
	supplier = make(
		"Supplier",
		supplier_name="Druckerei (erfunden)",
		supplier_group=frappe.db.get_value("Supplier Group", {"is_group": 0}, "name", order_by="name asc"),
	)
	for party in (lead, supplier):
		name = api.create_stakeholder(party.doctype, party.name, NIENBURG, "Company")
		assert frappe.db.get_value("Stakeholder", name, "stakeholder_name") == party.get_title()


def test_a_business_partner_is_one_stakeholder_of_a_municipality():
	ensure_municipality("05315000", "Köln")
	customer = make_customer()
	first = api.create_stakeholder("Customer", customer.name, NIENBURG, "Company")
	with pytest.raises(frappe.UniqueValidationError, match=f"already a stakeholder of this municipality: .*{first}"):
		api.create_stakeholder("Customer", customer.name, NIENBURG, "Company")
	assert api.create_stakeholder("Customer", customer.name, "05315000", "Company") != first


def test_a_business_partner_that_one_may_not_read_is_refused():
	customer = make_customer()
	frappe.set_user(ensure_user("nur@nienburg.example", "Cooperation Manager"))
	with pytest.raises(frappe.PermissionError, match="You may not read"):
		api.create_stakeholder("Customer", customer.name, NIENBURG, "Company")
	with pytest.raises(frappe.PermissionError, match="You may not read"):
		make_stakeholder(party_type="Customer", party=customer.name)
	with pytest.raises(frappe.PermissionError, match="You may not read"):
		api.party_overview("Customer", customer.name)


@pytest.mark.commits
def test_two_at_once_make_one_stakeholder_and_the_second_hears_why(in_parallel):
	customer = make_customer("Zweimal (erfunden)")
	frappe.db.commit()
	try:
		outcomes = in_parallel(
			*[lambda: api.create_stakeholder("Customer", customer.name, NIENBURG, "Company") for _ in range(3)]
		)
		assert len([one for one in outcomes if one.value]) == 1
		for one in outcomes:
			assert one.value or "already a stakeholder of this municipality" in str(one.error)
	finally:
		frappe.db.rollback()
		clear_up(("Stakeholder", "Customer", "Municipality"))


@pytest.mark.commits
def test_two_at_once_make_one_customer(in_parallel):
	bakery = make_stakeholder("Einmal (erfunden)")
	frappe.db.commit()
	try:
		outcomes = in_parallel(*[lambda: api.create_customer(bakery.name) for _ in range(3)])
		assert len({one.value for one in outcomes}) == 1 and outcomes[0].value
		assert frappe.db.count("Customer") == 1
	finally:
		frappe.db.rollback()
		clear_up(("Stakeholder", "Customer", "Municipality"))


@pytest.mark.commits
def test_two_at_once_make_no_overlap(in_parallel):
	one, other = make_stakeholder("Eins (erfunden)"), make_stakeholder("Zwei (erfunden)", actor_type="School")
	frappe.db.commit()
	try:
		outcomes = in_parallel(*[lambda: make_relationship(one, other).name for _ in range(3)])
		assert len([each for each in outcomes if each.value]) == 1
		assert frappe.db.count("Stakeholder Relationship") == 1
		for each in outcomes:
			assert each.value or "already have this relationship" in str(each.error)
	finally:
		frappe.db.rollback()
		clear_up(("Stakeholder Relationship", "Stakeholder", "Municipality"))


def clear_up(doctypes: tuple[str, ...]) -> None:
	"""Delete what a test that commits has left in these DocTypes."""
	for doctype in doctypes:
		for name in frappe.get_all(doctype, pluck="name", order_by="creation desc"):
			frappe.delete_doc(doctype, name, force=True)
	frappe.db.commit()


def test_a_stakeholder_becomes_a_customer_once_and_keeps_its_contacts(manager):
	frappe.set_user(manager)
	bakery = make_stakeholder()
	contact = make_contact("Erika", bakery)
	customer = api.create_customer(bakery.name)
	assert api.create_customer(bakery.name) == customer
	bakery.reload()
	assert (bakery.party_type, bakery.party, bakery.party_key) == (
		"Customer",
		customer,
		f"Customer::{customer}::{NIENBURG}",
	)
	contact.reload()
	assert ("Customer", customer) in {(row.link_doctype, row.link_name) for row in contact.links}


def test_a_customer_is_not_made_twice_under_one_name():
	make_customer("Laden (erfunden)")
	shop = make_stakeholder("Laden (erfunden)")
	with pytest.raises(frappe.ValidationError, match=r"exists already\. Choose it as the business partner"):
		api.create_customer(shop.name)


def test_a_lead_gives_way_to_the_customer():
	lead = make("Lead", company_name="Werkstatt (erfunden)")
	name = api.create_stakeholder("Lead", lead.name, NIENBURG, "Company")
	customer = api.create_customer(name)
	assert frappe.db.get_value("Stakeholder", name, ["party_type", "party"]) == ("Customer", customer)


def test_making_a_customer_needs_the_right_to_make_customers():
	bakery = make_stakeholder()
	frappe.set_user(ensure_user("nur@nienburg.example", "Cooperation Manager"))
	with pytest.raises(frappe.PermissionError):
		api.create_customer(bakery.name)


def test_renaming_and_merging_customers_keeps_the_key_true():
	customer, double = make_customer("Alt (erfunden)"), make_customer("Doppelt (erfunden)")
	name = api.create_stakeholder("Customer", customer.name, NIENBURG, "Company")
	new = frappe.rename_doc("Customer", customer.name, "Neu (erfunden)")
	assert frappe.db.get_value("Stakeholder", name, ["party", "party_key"]) == (new, f"Customer::{new}::{NIENBURG}")
	api.create_stakeholder("Customer", double.name, NIENBURG, "Company")
	with pytest.raises(frappe.ValidationError, match="would get the same business partner"):
		frappe.rename_doc("Customer", double.name, new, merge=True)


def test_saving_erpnext_s_customer_costs_no_query_more():
	customer = make_customer()
	before = queries_of(customer.save)
	api.create_stakeholder("Customer", customer.name, NIENBURG, "Company")
	after = queries_of(customer.save)
	assert len(after) == len(before)
	assert not [query for query in after if "Stakeholder" in query]


def test_the_overview_counts_what_the_user_may_see_with_constant_queries(manager):
	area = ensure_area()
	customer = make_customer()
	empty = api.party_overview("Customer", customer.name)
	assert empty == {"stakeholders": [], "involvements": []}
	name = api.create_stakeholder("Customer", customer.name, NIENBURG, "Company")
	costs = []
	for index in range(3):
		make(
			"Cooperation Project",
			project_title=f"Projekt {index}",
			municipality=NIENBURG,
			programme_area=area.name,
			field_of_action="Soziales",
			partners=[{"stakeholder": name}, {"stakeholder": name, "partner_role": "Supporter"}][: 1 + index],
		)
		costs.append(len(queries_of(lambda: api.party_overview("Customer", customer.name))))
		overview = api.party_overview("Customer", customer.name)
		counts = {row["doctype"]: row["count"] for row in overview["involvements"]}
		assert counts == {"Cooperation Agreement": 0, "Sponsorship": 0, "Cooperation Project": index + 1}
	assert len(set(costs)) == 1
	frappe.set_user(manager)
	assert api.party_overview("Customer", customer.name)["stakeholders"][0].name == name
	frappe.set_user("Administrator")
	ensure_municipality("05315000", "Köln")
	frappe.set_user(
		ensure_user("koeln@stadt.example", "Cooperation Manager", "Sales User", municipalities=("05315000",))
	)
	assert api.party_overview("Customer", customer.name)["stakeholders"] == []


def test_both_sides_see_a_relationship_in_their_own_wording():
	bakery, school = make_stakeholder(), make_stakeholder("Berufsschule (erfunden)", actor_type="School")
	past = make_relationship(bakery, school, from_date="2010-01-01", to_date="2010-12-31")
	current = make_relationship(bakery, school, from_date="2016-01-01", strength="Strong")
	assert current.relationship_title == "Bäckerei Nordlicht (erfunden) unterstützt Berufsschule (erfunden)"
	assert current.municipality == NIENBURG
	mine, theirs = api.relationships(bakery.name), api.relationships(school.name)
	assert [row["name"] for row in mine] == [row["name"] for row in theirs] == [current.name, past.name]
	assert [row["current"] for row in mine] == [True, False]
	assert (mine[0]["wording"], mine[0]["other_name"]) == ("unterstützt", "Berufsschule (erfunden)")
	assert (theirs[0]["wording"], theirs[0]["other_name"]) == ("wird unterstützt von", "Bäckerei Nordlicht (erfunden)")


def test_the_list_of_relationships_costs_the_same_for_any_number():
	bakery = make_stakeholder()
	make_relationship(bakery, make_stakeholder("Eins (erfunden)"))
	few = queries_of(lambda: api.relationships(bakery.name))
	for index in range(3):
		make_relationship(make_stakeholder(f"Weiterer {index} (erfunden)"), bakery)
	assert len(api.relationships(bakery.name)) == 4
	many = queries_of(lambda: api.relationships(bakery.name))
	assert len(many) == len(few)


def test_a_relationship_does_not_overlap_but_may_be_turned_round():
	bakery, school = make_stakeholder(), make_stakeholder("Berufsschule (erfunden)", actor_type="School")
	first = make_relationship(bakery, school, from_date="2016-01-01", to_date="2016-12-31")
	with pytest.raises(frappe.ValidationError, match=f"already have this relationship in this period: {first.name}"):
		make_relationship(bakery, school, from_date="2016-12-31")
	later = make_relationship(bakery, school, from_date="2017-01-01")
	assert make_relationship(school, bakery, from_date="2016-06-01").name
	later.from_date = "2016-12-01"
	with pytest.raises(frappe.ValidationError, match="already have this relationship"):
		later.save()


def test_wrong_sides_are_refused_in_words():
	bakery, school = make_stakeholder(), make_stakeholder("Berufsschule (erfunden)", actor_type="School")
	ensure_municipality("05315000", "Köln")
	foreign = make_stakeholder("Fern (erfunden)", municipality="05315000")
	with pytest.raises(frappe.ValidationError, match="relationship with itself"):
		make_relationship(bakery, bakery)
	with pytest.raises(frappe.ValidationError, match="same municipality"):
		make_relationship(bakery, foreign)
	with pytest.raises(frappe.ValidationError, match=r"on the first side is a Company.*only: Foundation"):
		make_relationship(bakery, school, "Stiftung")
	with pytest.raises(frappe.ValidationError, match="before it starts"):
		make_relationship(bakery, school, from_date="2016-01-02", to_date="2016-01-01")
	frappe.get_doc("Relationship Type", "Unterstützung").update({"enabled": 0}).save()
	with pytest.raises(frappe.ValidationError, match="no longer in use"):
		make_relationship(bakery, school)
	with pytest.raises(frappe.MandatoryError):
		make("Stakeholder Relationship", from_stakeholder=bakery.name)
	assert not frappe.db.count("Stakeholder Relationship")


def test_titles_follow_new_names_and_wordings():
	bakery, school = make_stakeholder(), make_stakeholder("Berufsschule (erfunden)", actor_type="School")
	relation = make_relationship(bakery, school)
	bakery.update({"stakeholder_name": "Backhaus (erfunden)"}).save()
	frappe.get_doc("Relationship Type", "Unterstützung").update({"label_from": "hilft"}).save()
	relation.reload()
	assert relation.relationship_title == "Backhaus (erfunden) hilft Berufsschule (erfunden)"


def test_a_deleted_stakeholder_takes_only_its_own_contacts_along():
	customer = make_customer()
	bakery = make_stakeholder(party_type="Customer", party=customer.name)
	own, shared = make_contact("Eigene", bakery), make_contact("Gemeinsame", bakery, customer)
	bakery.delete()
	assert not frappe.db.exists("Contact", own.name)
	assert [row.link_name for row in frappe.get_doc("Contact", shared.name).links] == [customer.name]


def test_overdue_steps_are_listed_by_person_within_the_fence(manager):
	ensure_municipality("05315000", "Köln")
	make_stakeholder("Ohne Schritt (erfunden)")
	make_stakeholder("Heute (erfunden)", next_step="Anruf", next_step_date=today())
	late = make_stakeholder(
		"Zu spät (erfunden)", next_step="Anruf", next_step_date=add_days(today(), -3), relationship_manager=manager
	)
	make_stakeholder("Fern (erfunden)", municipality="05315000", next_step="Anruf", next_step_date="2016-01-01")
	frappe.set_user(manager)
	rows = overdue_next_steps.execute()[1]
	assert [(row["name"], row["days_overdue"], row["relationship_manager"]) for row in rows] == [
		(late.name, 3, manager)
	]
	assert len(queries_of(overdue_next_steps.execute)) <= 3
	assert overdue_next_steps.execute({"relationship_manager": "Administrator"})[1] == []


def test_cards_and_charts_show_figures_of_the_own_municipality(manager):
	from frappe.desk.doctype.number_card.number_card import get_result

	ensure_municipality("05315000", "Köln")
	make_stakeholder(engagement_stage="Engaged")
	make_stakeholder("Fern (erfunden)", municipality="05315000", engagement_stage="Engaged")
	frappe.set_user(manager)
	card = frappe.get_doc("Number Card", "Engaged Stakeholders")
	assert get_result(card.as_json(), card.filters_json) == 1
	assert sum(api.stakeholders_by_stage()["datasets"][0]["values"]) == 1
	assert sum(api.stakeholders_by_actor_type()["datasets"][0]["values"]) == 1
	overdue = frappe.get_doc("Number Card", "Stakeholders with Overdue Next Step")
	filters = [*frappe.parse_json(overdue.filters_json), ["Stakeholder", "next_step_date", "<", today()]]
	assert get_result(overdue.as_json(), frappe.as_json(filters)) == 0
