from decimal import Decimal

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, getdate, strip_html

from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import cooperation_project as rules
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem, parse_amount
from upj_kooperation.refusals import refuse, refuse_all
from upj_kooperation.stakeholder_relations.lookups import as_date


class CooperationProject(CooperationDocument):
	"""What a municipality and its partners do together (F18)."""

	def onload(self) -> None:
		"""Tell the form what the partners bring in together."""
		totals = rules.total_contributions(self.plain_partners())
		self.set_onload("contributions", {"value": float(totals.value), "hours": float(totals.hours)})

	def validate(self) -> None:
		"""Check the tables and what the state asks for."""
		today, plan = getdate(), self.plain_plan()
		self.check_area()
		refuse_all(rules.check_dates(plan, today))
		refuse_all(rules.check_partners(self.plain_partners()))
		refuse_all(rules.check_roles(self.plain_roles()))
		refuse_all(rules.check_indicators(self.plain_indicators(), today))
		refuse_all(rules.check_participation([as_date(row.participation_date) for row in self.participation], today))
		refuse_all(rules.check_state(self.workflow_state or rules.IDEA, plan, today))

	def check_area(self) -> None:
		"""Check that the programme area belongs to the project's municipality."""
		if not self.programme_area:
			return
		area = frappe.db.get_value("Programme Area", self.programme_area, ["area_name", "municipality"], as_dict=True)
		if area.municipality != self.municipality:
			town = frappe.get_cached_value("Municipality", self.municipality, "municipality_name")
			refuse(Problem(rules.AREA_ELSEWHERE, (area.area_name, town)))

	def plain_plan(self) -> rules.Plan:
		"""Return what the states ask for as plain values."""
		return rules.Plan(
			responsible=self.relationship_manager,
			partners=len(self.partners),
			start=as_date(self.start_date),
			end=as_date(self.end_date),
			milestones=tuple(
				rules.Milestone(row.milestone or "", as_date(row.reached_on), row.remarks) for row in self.milestones
			),
			has_result=bool(strip_html(self.result or "").strip()),
			end_reason=self.end_reason,
		)

	def plain_partners(self) -> list[rules.Partner]:
		"""Return the partners as plain values."""
		return [
			rules.Partner(
				row.stakeholder or "",
				row.partner_role,
				row.partner_name or "",
				parse_amount(row.contribution_value),
				Decimal(str(flt(row.contribution_hours))),
			)
			for row in self.partners
		]

	def plain_roles(self) -> list[rules.Role]:
		"""Return the municipality's roles as plain values."""
		return [
			rules.Role(row.role, Period(as_date(row.from_date), as_date(row.to_date))) for row in self.enabler_roles
		]

	def plain_indicators(self) -> list[rules.Indicator]:
		"""Return the assessments as plain values."""
		return [
			rules.Indicator(
				row.point,
				as_date(row.assessed_on),
				(row.is_concrete, row.partner_benefit, row.own_competences),
				row.evidence,
			)
			for row in self.indicators
		]

	def make_erpnext_project(self) -> str:
		"""Return the name of this project's one ERPNext Project; make it if there is none.

		The record must have been loaded with a lock, so that two users at once get the same one.
		"""
		if self.project:
			return self.project
		refuse(Problem(rules.ABANDONED_WITHOUT_BOOKS) if self.workflow_state == rules.ABANDONED else None)
		project = self.new_erpnext_project().insert()
		self.record(project=project.name).save()
		return project.name

	def new_erpnext_project(self) -> Document:
		"""Return an ERPNext Project filled from this one, not yet stored."""
		municipality = frappe.get_cached_doc("Municipality", self.municipality)
		if not municipality.company:
			refuse(Problem(rules.NO_COMPANY, (municipality.municipality_name,)))
		if not frappe.has_permission("Project", "create"):
			frappe.throw(
				_("You may not create projects in ERPNext. Ask for a role that may, for example {0}.").format(
					_("Projects User")
				),
				frappe.PermissionError,
				title=_("Not Permitted"),
			)
		project = frappe.new_doc("Project")
		project.update(
			{
				# ERPNext wants names of projects unique, and two years may bake the same cake.
				"project_name": f"{self.project_title[:120]} ({self.name})",
				"company": municipality.company,
				"expected_start_date": self.start_date,
				"expected_end_date": self.end_date,
				"notes": self.idea,
				"upj_cooperation_project": self.name,
			}
		)
		project.flags.upj_cooperation_project = self.name
		return project


def on_doctype_update() -> None:
	"""Add the index of the list page."""
	add_list_index("Cooperation Project")
