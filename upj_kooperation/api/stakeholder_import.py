"""Import of a town's list: template, dry run, start, list of problems (F1)."""

import csv
import io
from html import unescape

import frappe
from frappe import _
from frappe.utils import now_datetime, strip_html

from upj_kooperation.domain.list_cells import harmless
from upj_kooperation.stakeholder_relations.doctype.stakeholder_import import stakeholder_import as steps
from upj_kooperation.stakeholder_relations.list_plan import described, require_rights
from upj_kooperation.stakeholder_relations.list_template import make_template


@frappe.whitelist(methods=["GET"])
def download_template() -> None:
	"""Send an empty list with headings that both this import and Frappe's Data Import know, and an example row."""
	frappe.has_permission("Stakeholder", "create", throw=True)
	frappe.response.update(
		{"filename": f"{_('Stakeholder List')}.xlsx", "filecontent": make_template(), "type": "binary"}
	)


@frappe.whitelist(methods=["POST"])
def start_import(stakeholder_import: str, only_good: bool = False) -> str:
	"""Put a checked list in line to be imported and return its status. Asked twice, it is imported once.

	only_good: import the rows without a problem and leave the others; without it a list with problems is refused.
	Raises PermissionError, or ValidationError in words.
	"""
	doc = frappe.get_doc("Stakeholder Import", stakeholder_import, for_update=True)
	doc.check_permission("write")
	require_rights(doc.municipality)
	if doc.status in (*steps.UNDER_WAY, steps.IMPORTED):
		return doc.status
	if doc.status == steps.PROBLEMS and not only_good:
		frappe.throw(
			_("{0} rows have problems. Correct the list and upload it again, or import only the good rows.").format(
				doc.rows_blocked
			)
		)
	# What must happen stands in the database first; a scheduled job takes up what the queue has lost.
	doc.step(status=steps.QUEUED, only_good=int(only_good), started_on=now_datetime())
	frappe.enqueue(
		"upj_kooperation.tasks.run_stakeholder_import",
		queue="long",
		job_id=f"stakeholder_import::{doc.name}",
		deduplicate=True,
		enqueue_after_commit=True,
		stakeholder_import=doc.name,
	)
	return doc.status


@frappe.whitelist(methods=["GET"])
def download_problems(stakeholder_import: str) -> None:
	"""Send everything that the dry run says as CSV for a spreadsheet. Nothing in it runs as a formula."""
	doc = frappe.get_doc("Stakeholder Import", stakeholder_import)
	doc.check_permission("read")
	frappe.response.update(
		{
			"filename": f"{doc.name}.csv",
			"filecontent": problem_table(described(doc.plan().findings)),
			"type": "binary",
		}
	)


def problem_table(rows: list[dict]) -> bytes:
	"""Return findings as CSV that a German spreadsheet opens by double click: semicolons, UTF-8 with its mark."""
	out = io.StringIO()
	writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
	writer.writerow([_("Row"), _("Column"), _("Problem"), _("Can Go In")])
	for row in rows:
		message = unescape(strip_html(row["message"]))
		writer.writerow(
			[row["row"], harmless(row["column"]), harmless(message), _("No") if row["blocking"] else _("Yes")]
		)
	return out.getvalue().encode("utf-8-sig")
