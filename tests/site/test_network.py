"""Relationships of persons, and the network of a town, an area or a stakeholder: what it shows, to whom, how dear."""

import frappe
import pytest
from factories import (
	NIENBURG,
	ensure_area,
	ensure_municipality,
	ensure_relationship_type,
	ensure_user,
	make,
	make_contact,
	make_relationship,
	make_stakeholder,
)
from frappe.desk.form.load import getdoctype
from frappe.utils import getdate
from queries import queries_of

from upj_kooperation.api import network, relationships, stakeholders
from upj_kooperation.domain import network as rules

COLOGNE = "05315000"


@pytest.fixture(autouse=True)
def nienburg():
	"""The site's own municipality."""
	return ensure_municipality()


@pytest.fixture
def manager() -> str:
	"""A relationship manager of Nienburg who also reads ERPNext's contacts."""
	return ensure_user("netz@nienburg.example", "Cooperation Manager", "Sales User")


def relate_person(contact, other, kind: str = "Leitung", **values):
	"""Make a relationship of a person to an organisation."""
	return make(
		"Stakeholder Relationship",
		person=contact.name,
		to_stakeholder=other.name,
		relationship_type=ensure_relationship_type(kind, first_side="Person"),
		**values,
	)


def ids(found: dict) -> tuple[set[str], set[str]]:
	"""Labels of the nodes and ids of the edges of a network."""
	return {node["label"] for node in found["nodes"]}, {edge["id"] for edge in found["edges"]}


def test_a_person_and_an_organisation_see_their_relationship_in_their_own_wording(manager):
	bakery = make_stakeholder()
	erika = make_contact("Erika", bakery)
	frappe.set_user(manager)
	relation = relate_person(erika, bakery, from_date="2016-05-01")
	assert relation.relationship_title == "Erika leitet Bäckerei Nordlicht (erfunden)"
	assert relation.municipality == NIENBURG
	[mine], [theirs] = relationships.of_person(erika.name), stakeholders.relationships(bakery.name)
	assert (mine["wording"], mine["other_doctype"], mine["other"]) == ("leitet", "Stakeholder", bakery.name)
	assert (theirs["wording"], theirs["other_doctype"], theirs["other"]) == ("wird geleitet von", "Contact", erika.name)
	assert (theirs["other_name"], theirs["actor_type"]) == ("Erika", "Person")


def test_the_contact_s_form_brings_the_script_with_the_relationships():
	getdoctype("Contact")
	assert "api.relationships.of_person" in frappe.response.docs[0].get("__js")


def test_a_title_follows_the_person_s_new_name_and_costs_nothing_without():
	bakery, erika = make_stakeholder(), make_contact("Erika")
	relation = relate_person(erika, bakery)
	assert not [query for query in queries_of(erika.save) if "Stakeholder" in query]
	erika.reload()
	erika.update({"last_name": "Muster"}).save()
	relation.reload()
	assert relation.relationship_title == "Erika Muster leitet Bäckerei Nordlicht (erfunden)"


def test_a_person_has_the_same_relationship_once_at_a_time():
	bakery, erika = make_stakeholder(), make_contact("Erika")
	first = relate_person(erika, bakery, from_date="2016-01-01", to_date="2016-12-31")
	with pytest.raises(frappe.ValidationError, match=f"already have this relationship in this period: {first.name}"):
		relate_person(erika, bakery, from_date="2016-12-31")
	assert relate_person(erika, bakery, from_date="2017-01-01").name
	assert relate_person(make_contact("Karl"), bakery, from_date="2016-06-01").name
	assert relate_person(erika, bakery, kind="Ehrenamt", from_date="2016-06-01").name


@pytest.mark.commits
def test_two_at_once_give_a_person_no_overlap(in_parallel):
	bakery, erika = make_stakeholder("Zugleich (erfunden)"), make_contact("Zugleich")
	ensure_relationship_type("Leitung", first_side="Person")
	frappe.db.commit()
	try:
		outcomes = in_parallel(*[lambda: relate_person(erika, bakery).name for _ in range(3)])
		assert len([each for each in outcomes if each.value]) == 1
		for each in outcomes:
			assert each.value or "already have this relationship" in str(each.error)
	finally:
		frappe.db.rollback()
		for doctype in ("Stakeholder Relationship", "Stakeholder", "Contact", "Municipality"):
			for name in frappe.get_all(doctype, pluck="name", order_by="creation desc"):
				frappe.delete_doc(doctype, name, force=True)
		frappe.db.commit()


@pytest.mark.parametrize(
	("values", "message"),
	[
		({}, "Choose an organisation or a person"),
		({"from_stakeholder": "other", "person": "erika"}, "either an organisation or a person"),
		({"person": "erika", "relationship_type": "Vermietung"}, "stands an organisation"),
		({"from_stakeholder": "other", "relationship_type": "Leitung"}, "stands a person"),
		({"person": "Gibt es nicht"}, "Gibt es nicht"),
	],
)
def test_wrong_first_sides_are_refused_in_words(values, message):
	known = {"other": make_stakeholder("Andere (erfunden)").name, "erika": make_contact("Erika").name}
	bakery = make_stakeholder()
	filled = {field: known.get(value, value) for field, value in values.items()}
	with pytest.raises(frappe.ValidationError, match=message):
		make("Stakeholder Relationship", **{"relationship_type": "Ehrenamt", "to_stakeholder": bakery.name, **filled})
	assert not frappe.db.count("Stakeholder Relationship")


def test_a_contact_that_one_may_not_read_is_no_side():
	bakery, erika = make_stakeholder(), make_contact("Erika")
	frappe.set_user(ensure_user("nur@nienburg.example", "Cooperation Manager"))
	with pytest.raises(frappe.PermissionError, match="You may not read the Contact"):
		relate_person(erika, bakery)
	with pytest.raises(frappe.PermissionError):
		relationships.of_person(erika.name)


def test_a_person_s_relationships_end_at_the_fence(manager):
	ensure_municipality(COLOGNE, "Köln")
	erika = make_contact("Erika")
	near = relate_person(erika, make_stakeholder())
	relate_person(erika, make_stakeholder("Fern (erfunden)", municipality=COLOGNE))
	frappe.set_user(manager)
	assert [row["name"] for row in relationships.of_person(erika.name)] == [near.name]


def neighbourhood() -> dict:
	"""Bakery, school and club in a chain, a foundation beyond it, a person, and somebody who stands alone."""
	area = ensure_area()
	inside = {"programme_areas": [{"programme_area": area.name}]}
	found = {
		"bakery": make_stakeholder(**inside),
		"school": make_stakeholder("Schule (erfunden)", actor_type="School", **inside),
		"club": make_stakeholder("Verein (erfunden)", actor_type="Nonprofit"),
		"trust": make_stakeholder("Stiftung (erfunden)", actor_type="Foundation"),
		"lonely": make_stakeholder("Allein (erfunden)", **inside),
		"gone": make_stakeholder("Fort (erfunden)", engagement_stage="Ended", stage_reason="Verzogen", **inside),
	}
	found["first"] = make_relationship(found["bakery"], found["school"], strength="Strong", from_date="2016-01-01")
	found["second"] = make_relationship(found["school"], found["club"], strength="Weak", to_date="2016-12-31")
	found["third"] = make_relationship(found["club"], found["trust"])
	found["led"] = relate_person(make_contact("Erika"), found["bakery"])
	return {**found, "area": area}


def test_a_town_s_network_shows_its_actors_and_relationships(manager):
	world = neighbourhood()
	frappe.set_user(manager)
	found = network.relations()
	assert found["scope"] == {"doctype": "Municipality", "name": NIENBURG, "title": "Nienburg/Weser"}
	labels, edges = ids(found)
	assert labels == {
		"Bäckerei Nordlicht (erfunden)",
		"Schule (erfunden)",
		"Verein (erfunden)",
		"Stiftung (erfunden)",
		"Allein (erfunden)",
		"Erika",
	}
	assert edges == {world[key].name for key in ("first", "second", "third", "led")}
	assert not found["capped"]
	[first] = [edge for edge in found["edges"] if edge["id"] == world["first"].name]
	assert (first["source"], first["target"]) == (f"S:{world['bakery'].name}", f"S:{world['school'].name}")
	assert (first["from"], first["to"], first["strength"]) == (getdate("2016-01-01"), None, "Strong")
	assert found["kinds"]["Unterstützung"] == ["unterstützt", "wird unterstützt von"]
	sectors = {node["label"]: (node["type"], node["sector"]) for node in found["nodes"]}
	assert sectors["Erika"] == ("Person", "Person")
	assert sectors["Schule (erfunden)"] == ("School", "Public Sector")


def test_an_area_s_network_reaches_to_the_partners_outside(manager):
	world = neighbourhood()
	frappe.set_user(manager)
	found = network.relations(programme_area=world["area"].name)
	labels, edges = ids(found)
	assert edges == {world[key].name for key in ("first", "second", "led")}
	assert "Verein (erfunden)" in labels and "Allein (erfunden)" in labels
	assert not {"Stiftung (erfunden)", "Fort (erfunden)"} & labels


@pytest.mark.parametrize(
	("depth", "reached"),
	[(1, {"first", "led"}), (2, {"first", "led", "second"}), (3, {"first", "led", "second", "third"})],
)
def test_the_surroundings_grow_with_the_steps(depth, reached):
	world = neighbourhood()
	found = network.relations(stakeholder=world["bakery"].name, depth=depth)
	assert ids(found)[1] == {world[key].name for key in reached}
	assert found["nodes"][0]["id"] == f"S:{world['bakery'].name}"


def test_relationships_among_the_outermost_are_shown_too():
	world = neighbourhood()
	across = make_relationship(world["club"], world["bakery"])
	around = network.relations(stakeholder=world["school"].name, depth=1)
	assert ids(around)[1] == {world["first"].name, world["second"].name, across.name}


def test_a_stakeholder_without_relationships_stands_alone():
	lonely = make_stakeholder()
	found = network.relations(stakeholder=lonely.name)
	assert [node["id"] for node in found["nodes"]] == [f"S:{lonely.name}"] and not found["edges"]


def test_a_network_stays_within_the_fence(manager):
	ensure_municipality(COLOGNE, "Köln")
	foreign_area = ensure_area(COLOGNE, "Mülheim")
	far = make_stakeholder("Fern (erfunden)", municipality=COLOGNE)
	make_relationship(far, make_stakeholder("Ferner (erfunden)", municipality=COLOGNE))
	erika = make_contact("Erika")
	relate_person(erika, far)
	near = relate_person(erika, make_stakeholder())
	frappe.set_user(manager)
	for scope in ({"municipality": COLOGNE}, {"programme_area": foreign_area.name}, {"stakeholder": far.name}):
		with pytest.raises(frappe.PermissionError):
			network.relations(**scope)
	# A person who is known in two towns leads nobody over the fence.
	assert ids(network.relations(stakeholder=near.to_stakeholder, depth=3)) == (
		{"Erika", "Bäckerei Nordlicht (erfunden)"},
		{near.name},
	)


def test_advisers_see_no_network():
	frappe.set_user(ensure_user("beratung@agentur.example", "Cooperation Adviser"))
	with pytest.raises(frappe.PermissionError):
		network.relations(municipality=NIENBURG)


@pytest.mark.parametrize("depth", [0, 4])
def test_a_depth_without_sense_is_refused(depth):
	with pytest.raises(frappe.ValidationError, match=r"reaches 1 to 3 steps"):
		network.relations(stakeholder=make_stakeholder().name, depth=depth)


def test_the_strongest_relationships_come_first():
	"""Where there are more than fit, the first ones stay (tests/unit/test_network_rules.py)."""
	world = neighbourhood()
	unknown = make_relationship(world["club"], world["bakery"])
	unknown.db_set("strength", None)
	for scope in ({}, {"programme_area": world["area"].name}):
		ranks = [rules.rank(edge["strength"]) for edge in network.relations(**scope)["edges"]]
		assert ranks == sorted(ranks) and unknown.name in ids(network.relations(**scope))[1]


def test_the_number_of_queries_does_not_grow_with_the_network(manager):
	world = neighbourhood()
	calls = [
		lambda: network.relations(municipality=NIENBURG),
		lambda: network.relations(programme_area=world["area"].name),
		lambda: network.relations(stakeholder=world["bakery"].name, depth=2),
	]
	frappe.set_user(manager)
	few = [len(queries_of(call)) for call in calls]
	frappe.set_user("Administrator")
	for index in range(4):
		more = make_stakeholder(f"Weitere {index} (erfunden)", programme_areas=world["bakery"].programme_areas[:1])
		make_relationship(more, world["bakery"])
		make_relationship(world["club"], more)
	frappe.set_user(manager)
	assert [len(queries_of(call)) for call in calls] == few
	assert max(few) <= 16, few
