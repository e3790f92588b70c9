import frappe
from frappe import _
from frappe.utils import cint, getdate

from upj_kooperation.document import CooperationDocument, add_list_index

NEW, QUEUED, RUNNING, DONE = "New", "Queued", "Running", "Done"
UNDER_WAY = (QUEUED, RUNNING)
FIRST_YEAR = 2000


class DonationReceiptRun(CooperationDocument):
	"""Issues the receipts of all givers of a year in the background (F28)."""

	def validate(self) -> None:
		"""Name the run; one that was started stays as it is."""
		before = self.get_doc_before_save()
		if before and before.status != NEW and not self.flags.step:
			frappe.throw(_("This run has been started. Begin another one instead."))
		if not FIRST_YEAR <= cint(self.year) <= getdate().year:
			frappe.throw(_("Enter a calendar year from {0} to {1}.").format(FIRST_YEAR, getdate().year))
		town = frappe.db.get_value("Municipality", self.municipality, "municipality_name")
		self.run_title = f"{town} {self.year}"

	def on_trash(self) -> None:
		"""Keep a run that was started."""
		if self.status != NEW:
			frappe.throw(_("A run that was started stays: its receipts name it."), title=_("Not Permitted"))

	def step(self, **values: object) -> "DonationReceiptRun":
		"""Save a step of the procedure."""
		self.flags.step = True
		return self.record(**values).save()


def on_doctype_update() -> None:
	"""Add the index of the list page."""
	add_list_index("Donation Receipt Run")
