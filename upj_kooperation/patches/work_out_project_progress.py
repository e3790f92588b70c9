"""Work out how far the projects are that were entered before they knew."""

from collections import defaultdict

import frappe

from upj_kooperation.cooperation.milestone_tasks import MILESTONE, PROJECT, standing_of
from upj_kooperation.domain.milestone import DONE, Standing, total_progress


def execute() -> None:
	milestone, project = frappe.qb.DocType(MILESTONE), frappe.qb.DocType(PROJECT)
	reached = (milestone.parenttype == PROJECT) & milestone.reached_on.isnotnull()
	frappe.qb.update(milestone).set(milestone.progress, DONE).where(reached).run()
	standings: dict[str, list[Standing]] = defaultdict(list)
	for row in frappe.get_all(
		MILESTONE,
		filters={"parenttype": PROJECT},
		fields=["parent", "due_date", "reached_on", "progress"],
		order_by="name asc",
	):
		standings[row.parent].append(standing_of(row))
	projects: dict[float, list[str]] = defaultdict(list)
	for name, rows in standings.items():
		projects[total_progress(rows)].append(name)
	for progress, names in projects.items():
		frappe.qb.update(project).set(project.progress, progress).where(project.name.isin(names)).run()
