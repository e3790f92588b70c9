import frappe
from frappe.utils import cint, getdate

from upj_kooperation.challenge_brokering import materials
from upj_kooperation.document import CooperationDocument
from upj_kooperation.domain import method_material as rules
from upj_kooperation.history import keep_rows
from upj_kooperation.refusals import refuse


class MethodMaterial(CooperationDocument):
	"""A checklist, letter or template of the method that every group may take over as its own (F43)."""

	def validate(self) -> None:
		"""Release a text whose words have changed as the next version; what was released stays."""
		keep_rows(self, "versions", only_servers=True)
		before = self.get_doc_before_save()
		version = cint(before.version) if before else 0
		released = rules.next_version(version, before.content if before else None, self.content or "")
		refuse(rules.check_release(version, released, before.what_changed if before else None, self.what_changed))
		if released == version:
			return
		self.record(version=released)
		self.record_row(
			self.append("versions", {}),
			version=released,
			released_on=getdate(),
			released_by=frappe.session.user,
			what_changed=self.what_changed,
			content=self.content,
		)

	def on_update(self) -> None:
		"""Tell the groups' copies that the original has moved on."""
		materials.announce_version(self.name, cint(self.version))

	def text_of(self, version: int) -> str:
		"""Return the text of a version."""
		return next((row.content or "" for row in self.versions if cint(row.version) == version), "")
