"""An installed site has everything the app brings, and its fence and input gate stand."""

import frappe

from upj_kooperation import seeding
from upj_kooperation.customizations import FIELDS
from upj_kooperation.fences import CHILD_TABLES, FENCES, UNFENCED
from upj_kooperation.tests import SiteTestCase

BAYREUTH = "09462000"
STRANGER = "fremd@stadt.example"


class TestInstallation(SiteTestCase):
	"""Looks at the site as it is; what a test inserts is rolled back."""

	def tearDown(self) -> None:
		frappe.set_user("Administrator")
		frappe.db.rollback()

	def test_every_doctype_is_there(self) -> None:
		for doctype in (*FENCES, *CHILD_TABLES, *UNFENCED):
			self.assertTrue(frappe.db.table_exists(doctype), doctype)

	def test_every_procedure_is_active(self) -> None:
		workflows = [row for row in seeding.definitions() if row["doctype"] == "Workflow"]
		self.assertTrue(workflows)
		for workflow in workflows:
			active = frappe.db.exists("Workflow", {"document_type": workflow["document_type"], "is_active": 1})
			self.assertTrue(active, workflow["document_type"])

	def test_every_custom_field_is_there(self) -> None:
		for doctype, fields in FIELDS.items():
			for field in fields:
				self.assertTrue(frappe.get_meta(doctype).has_field(field["fieldname"]), (doctype, field["fieldname"]))

	def test_a_municipality_takes_its_land_from_the_key(self) -> None:
		town = self._bayreuth()
		self.assertEqual(town.land, "Bayern")

	def test_a_date_that_does_not_exist_is_refused_in_words(self) -> None:
		town = self._bayreuth()
		with self.assertRaisesRegex(frappe.ValidationError, "2016-04-01"):
			frappe.get_doc(
				{
					"doctype": "Programme Area",
					"area_name": "Gebiet (erfunden)",
					"municipality": town.name,
					"start_date": "2016-02-30",
				}
			).insert()

	def test_a_manager_of_no_town_sees_nothing_of_another(self) -> None:
		town = self._bayreuth()
		user = frappe.get_doc(
			{"doctype": "User", "email": STRANGER, "first_name": "Fremd (erfunden)", "send_welcome_email": 0}
		).insert()
		user.add_roles("Cooperation Manager")
		frappe.set_user(STRANGER)
		self.assertEqual(frappe.get_list("Municipality", filters={"name": town.name}, order_by="name asc"), [])
		self.assertFalse(frappe.get_doc("Municipality", town.name).has_permission("read"))

	def _bayreuth(self):
		if frappe.db.exists("Municipality", BAYREUTH):
			return frappe.get_doc("Municipality", BAYREUTH)
		return frappe.get_doc(
			{"doctype": "Municipality", "ags": BAYREUTH, "municipality_name": "Bayreuth", "inhabitants": 72_000}
		).insert()
