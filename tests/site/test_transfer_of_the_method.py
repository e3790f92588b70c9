"""Saarbrücken takes the method over: stages with what each needs, and materials that become the group's own (F43)."""

import frappe
import pytest
from factories import as_user, ensure_municipality, ensure_user, make, take_steps
from queries import queries_of
from valid_records import make_valid, unique

from upj_kooperation.api import materials as api

SAARBRUECKEN = "10041100"
PAIR = [
	{"member_name": "Erika Beispiel (erfunden)", "generation": "Experienced"},
	{"member_name": "Max Muster (erfunden)", "generation": "Younger"},
]


@pytest.fixture
def town():
	"""The town that takes the method over; Nienburg is there too."""
	ensure_municipality()
	return ensure_municipality(SAARBRUECKEN, "Saarbrücken").name


@pytest.fixture
def manager(town):
	"""Its relationship manager."""
	return ensure_user("kooperation@saarbruecken.example", "Cooperation Manager", municipalities=(town,))


def make_group(**values):
	"""Insert a challenge group in Saarbrücken."""
	return make_valid("Challenge Group", SAARBRUECKEN, **values)


def make_material(**values):
	"""Insert a material of the library."""
	return make_valid("Method Material", **{"content": "<p>Erst zuhören.</p><p>Dann fragen.</p>", **values})


def date_steps(site, *stages):
	"""Date every step of these stages."""
	for row in site.steps:
		if row.stage in stages:
			row.done_on = "2016-05-02"


def release(material, content="<p>Erst lange zuhören.</p><p>Dann fragen.</p>", what="Zuhören braucht Zeit"):
	"""Release a new version of a material."""
	material.reload()
	material.update({"content": content, "what_changed": what})
	return material.save()


def release_queries(material) -> int:
	"""Release two versions of a material and return how many SQL statements the second one took."""
	numbers = iter(("zwei", "drei"))

	def next_release() -> None:
		number = next(numbers)
		release(material, f"<p>Fassung {number}</p>", f"Neu in {number}")

	return len(queries_of(next_release))


def test_the_way_from_the_exploration_to_regular_work(town, manager):
	with as_user(manager):
		site = make("Challenge Site", municipality=town, responsible=manager)
		assert site.municipality_name == "Saarbrücken" and len(site.steps) == 12
		with pytest.raises(
			frappe.ValidationError, match="Before Set-up begins, these steps of Exploration must be done"
		):
			site = take_steps(site, "Begin Set-up")
		site.reload()
		assert site.workflow_state == "Exploration"
		date_steps(site, "Exploration")
		site.save()
		site = take_steps(site, "Begin Set-up")
		date_steps(site, "Set-up")
		site.save()
		with pytest.raises(frappe.ValidationError, match="enter the challenge group that was founded"):
			take_steps(site, "Begin Pilot")
		site.reload()
		group = make_group(members=PAIR[:1])
		site.challenge_group = group.name
		site.save()
		with pytest.raises(frappe.ValidationError, match="at least one experienced and one younger member"):
			take_steps(site, "Begin Pilot")
		site.reload()
		group.append("members", PAIR[1])
		group.save()
		site = take_steps(site, "Begin Pilot")
		date_steps(site, "Pilot")
		site.save()
		site = take_steps(site, "Make Regular")
	assert [row.stage for row in site.stages] == ["Exploration", "Set-up", "Pilot", "Regular Work"]
	assert [bool(row.to_date) for row in site.stages] == [True, True, True, False]


def test_an_end_has_its_reason_and_a_new_beginning_is_dated(town, manager):
	with as_user(manager):
		site = make("Challenge Site", municipality=town, responsible=manager)
		with pytest.raises(frappe.ValidationError, match="Say why the site ends"):
			take_steps(site, "End Site")
		site.reload()
		site.end_reason = "Es fand sich kein Träger."
		site.save()
		site.stages = []
		site.save()
		site = take_steps(site, "End Site")
		assert [row.stage for row in site.stages] == ["Exploration", "Ended"], "what was is not taken away"
		again = make("Challenge Site", municipality=town, responsible=manager)
		assert again.workflow_state == "Exploration"


def test_a_town_has_one_site_and_a_group_of_its_own(town):
	make("Challenge Site", municipality=town, responsible="Administrator")
	with pytest.raises(frappe.UniqueValidationError, match="Saarbrücken has a site that has not ended"):
		make("Challenge Site", municipality=town, responsible="Administrator")
	foreign = make_valid("Challenge Group")
	other = ensure_municipality("16053000", "Jena").name
	with pytest.raises(frappe.ValidationError, match="belongs to another municipality"):
		make("Challenge Site", municipality=other, responsible="Administrator", challenge_group=foreign.name)


def test_a_group_takes_materials_over_changes_them_and_follows_the_original(town, manager):
	guide, letter = make_material(), make_material()
	group = make_group()
	with as_user(manager):
		own, other = api.take_over_materials(group.name, [guide.name, letter.name])
		mine = frappe.get_doc("Group Material", own)
		assert (mine.content, mine.taken_version, mine.behind, mine.changed) == (guide.content, 1, 0, 0)
		assert mine.municipality == town
		mine.content = "<p>Erst zuhören.</p><p>Dann in Saarbrücken fragen.</p>"
		mine.save()
		assert mine.changed == 1
	with as_user(ensure_user("programm@bund.example", "Programme Office")):
		with pytest.raises(frappe.ValidationError, match="another one than in version 1"):
			release(guide, what=guide.what_changed)
		assert release(guide).version == 2
	with as_user(manager):
		mine.reload()
		assert (mine.behind, mine.newest_version, mine.taken_version) == (1, 2, 1)
		assert frappe.db.get_value("Group Material", other, "behind") == 0
		found = api.compare_material(own)
		assert found["news"] == [{"version": 2, "what_changed": "Zuhören braucht Zeit"}]
		assert [change["parts"] for change in found["original"]] == [
			[["same", "Erst "], ["added", "lange "], ["same", "zuhören."]]
		]
		assert len(found["own"]) == 2, "the group lacks the new words and has its own"
		with pytest.raises(frappe.ValidationError, match="would replace those changes"):
			api.take_new_version(own)
		assert frappe.db.get_value("Group Material", own, "taken_version") == 1
		api.keep_own_text(own)
		mine.reload()
		assert (mine.behind, mine.changed, mine.taken_version) == (0, 1, 2)
		assert "in Saarbrücken" in mine.content
	release(guide, "<p>Erst fragen.</p>", "Kürzer")
	with as_user(manager):
		api.take_new_version(own, replace_changes=True)
		mine.reload()
		assert (mine.content, mine.behind, mine.changed, mine.taken_version) == ("<p>Erst fragen.</p>", 0, 0, 3)


def test_what_was_released_stays(town):
	guide = make_material()
	release(guide)
	guide.versions = []
	guide.save()
	assert [(row.version, row.content) for row in guide.versions] == [
		(1, "<p>Erst zuhören.</p><p>Dann fragen.</p>"),
		(2, guide.content),
	]


def test_a_material_is_taken_over_once_all_or_none(town):
	guide, letter = make_material(), make_material()
	group = make_group(group_name="Die Herausforderung")
	api.take_over_materials(group.name, [guide.name])
	frappe.db.savepoint("earlier")
	with pytest.raises(frappe.UniqueValidationError, match="Die Herausforderung has Leitfaden"):
		api.take_over_materials(group.name, frappe.as_json([letter.name, guide.name]))
	frappe.db.rollback(save_point="earlier")
	letter.enabled = 0
	letter.save()
	with pytest.raises(frappe.ValidationError, match="is not offered any more"):
		api.take_over_materials(group.name, [letter.name])
	own = make_valid("Group Material", SAARBRUECKEN, challenge_group=group.name)
	with pytest.raises(frappe.ValidationError, match="There is no original"):
		api.compare_material(own.name)


@pytest.mark.commits
def test_two_who_take_the_same_material_over_at_once_get_one_copy(town, in_parallel):
	guide, group = make_material(), make_group()
	frappe.db.commit()
	outcomes = in_parallel(*[lambda: api.take_over_materials(group.name, [guide.name])] * 4)
	frappe.db.rollback()
	assert frappe.db.count("Group Material", {"challenge_group": group.name, "material": guide.name}) == 1
	assert sum(outcome.error is None for outcome in outcomes) == 1
	assert all("already" in str(outcome.error) for outcome in outcomes if outcome.error)


def test_the_site_shows_the_materials_of_its_stage_with_the_group_s_own(town):
	guide = make_material(stage="Exploration")
	later = make_material(stage="Regular Work")
	group = make_group()
	site = make("Challenge Site", municipality=town, responsible="Administrator", challenge_group=group.name)
	(own,) = api.take_over_materials(group.name, [guide.name])
	site.onload()
	shown = {row.name: row.own_copy for row in site.get_onload("materials")}
	assert shown[guide.name] == own
	assert later.name not in shown


def test_a_new_version_is_told_in_one_statement_to_however_many_groups(town):
	alone, common = make_material(), make_material()
	groups = [make_group(group_name=unique("Gruppe")) for _number in range(6)]
	api.take_over_materials(groups[0].name, [alone.name])
	for group in groups:
		api.take_over_materials(group.name, [common.name])
	few, many = (release_queries(material) for material in (alone, common))
	assert few == many
	assert frappe.db.count("Group Material", {"material": common.name, "behind": 1}) == 6


def test_the_app_brings_a_library_for_every_stage():
	stages = set(frappe.get_all("Method Material", pluck="stage", order_by="name asc"))
	assert stages == {"Exploration", "Set-up", "Pilot", "Regular Work"}


@pytest.mark.commits
def test_a_material_is_printed_as_its_text_alone(town):
	group = make_group(group_name="Die Herausforderung & mehr")
	own = make_valid("Group Material", SAARBRUECKEN, challenge_group=group.name, material_title="Brief & mehr")
	html = frappe.get_print("Group Material", own.name, print_format="Group Material")
	assert "Die Herausforderung &amp; mehr" in html and "Brief &amp; mehr" in html
	api.print_material(own.name)
	assert frappe.local.response.filecontent.startswith(b"%PDF-")
