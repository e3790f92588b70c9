import frappe
from frappe.utils import cint

from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import method_material as rules
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import refuse


class GroupMaterial(CooperationDocument):
	"""A material as a challenge group uses it: taken over from the library and changed, or its own (F43)."""

	def validate(self) -> None:
		"""Take the town from the group; say whether the group changed the text and whether the original moved on."""
		self.municipality = frappe.db.get_value("Challenge Group", self.challenge_group, "municipality")
		self.once = f"{self.challenge_group}|{self.material}" if self.material else None
		copy = self.plain()
		self.changed, self.behind = int(copy.changed), int(copy.behind)

	def plain(self) -> rules.Copy:
		"""Return the material as plain values."""
		taken = cint(self.taken_version) if self.material else None
		return rules.Copy(
			self.material_title or "",
			self.content or "",
			self.taken_content if taken else None,
			taken,
			cint(self.newest_version) if taken else None,
		)

	def show_unique_validation_message(self, e: Exception) -> None:
		"""Say in words that the group has the material already, also where another user was faster."""
		if self.once and "once" in str(e):
			group = frappe.db.get_value("Challenge Group", self.challenge_group, "group_name")
			refuse(
				Problem(rules.TAKEN_ALREADY, (group, self.material_title)),
				exc=frappe.UniqueValidationError,
			)
		super().show_unique_validation_message(e)


def on_doctype_update() -> None:
	"""Add the indexes of the list page, and of what a new version is announced to."""
	add_list_index("Group Material")
	frappe.db.add_index("Group Material", ["material", "taken_version"])
