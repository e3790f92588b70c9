from pathlib import PurePosixPath

import frappe
from frappe import _
from frappe.utils import cint

from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain.list_rows import Finding
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations.list_files import MAX_FILE, UnreadableList
from upj_kooperation.stakeholder_relations.list_plan import Plan, Progress, described, make_plan

NEW, PROBLEMS, READY, QUEUED, RUNNING, IMPORTED, FAILED = (
	"New",
	"With Problems",
	"Ready",
	"Queued",
	"Running",
	"Imported",
	"Failed",
)
UNDER_WAY = (QUEUED, RUNNING)
# What the dry run follows from.
DECISIVE = ("import_file", "municipality", "accept_duplicates")
SHOWN = 500


class StakeholderImport(CooperationDocument):
	"""A town's list of stakeholders: uploaded, checked row by row, then imported (F1)."""

	def validate(self) -> None:
		"""Check the list anew; one that is under way or done stays as it is."""
		self._validate_mandatory()
		self.list_title = self.list_title or PurePosixPath(self.import_file).name
		before = self.get_doc_before_save()
		if before and before.status in (*UNDER_WAY, IMPORTED) and not self.flags.step:
			frappe.throw(_("This list is being imported or has been imported. Upload another list instead."))
		if not self.flags.step and any(map(self.has_value_changed, DECISIVE)):
			self.take_result(self.plan())

	def content(self) -> bytes:
		"""Return the uploaded file. Raises ValidationError where it is gone or too large."""
		name = frappe.db.get_value("File", {"file_url": self.import_file}, "name", order_by="creation desc")
		file = frappe.get_doc("File", name) if name else None
		if not file or not file.exists_on_disk():
			frappe.throw(_("The file of the list is gone. Upload it once more."))
		if cint(file.file_size) > MAX_FILE:
			frappe.throw(
				_("The file is larger than {0} MB. Split the list into several files.").format(MAX_FILE // 1024**2)
			)
		content = file.get_content()
		# Frappe hands out text where it can; the bytes tell which of the two it was.
		return content if isinstance(content, bytes) else content.encode("utf-8")

	def plan(self, progress: Progress | None = None) -> Plan:
		"""Return the dry run of the list. Raises ValidationError in words where the file is no list."""
		try:
			return make_plan(self.content(), self.municipality, bool(self.accept_duplicates), progress)
		except UnreadableList as error:
			refuse(error.problem)
			raise

	def take_result(self, plan: Plan) -> None:
		"""Take over the figures of a dry run and the first of what is to be said of the rows."""
		self.record(
			status=READY if plan.may_go else PROBLEMS,
			rows_total=plan.total,
			rows_good=len(plan.entries),
			rows_known=plan.known,
			rows_blocked=len(plan.blocked),
			failure=None,
			findings=frappe.as_json(shown(plan.findings), indent=0),
		)

	def step(self, **values: object) -> "StakeholderImport":
		"""Save a step of the procedure."""
		self.flags.step = True
		return self.record(**values).save()


def shown(findings: list[Finding]) -> dict:
	"""Return the first findings in words and how many there are: {rows, total}. Blocking ones come first."""
	ordered = sorted(findings, key=lambda finding: not finding.blocking)[:SHOWN]
	return {"rows": described(ordered), "total": len(findings)}


def on_doctype_update() -> None:
	"""Add the index of the list page."""
	add_list_index("Stakeholder Import")
