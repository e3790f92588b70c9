from decimal import Decimal

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, getdate, strip_html

from upj_kooperation import permissions
from upj_kooperation.boards import ask_for_reason, is_dragged
from upj_kooperation.cooperation import duty_todos, milestone_tasks
from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import cooperation_project as rules
from upj_kooperation.domain import milestone
from upj_kooperation.domain import project_partner as partner_rules
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem, parse_amount
from upj_kooperation.refusals import in_words, refuse, refuse_all
from upj_kooperation.stakeholder_relations.lookups import as_date


class CooperationProject(CooperationDocument):
	"""What a municipality and its partners do together (F18)."""

	def onload(self) -> None:
		"""Tell the form what the partners pledged and delivered, and who gains nothing that somebody wrote down."""
		partners = self.plain_partners()
		if (names := partner_rules.without_benefit(partners)) and self.workflow_state not in rules.ENDED:
			self.set_onload("benefit_hint", in_words(Problem(partner_rules.NO_BENEFIT, (names,))))
		rows = [*partner_rules.sums_by_kind(partners), partner_rules.total(partners)] if partners else []
		self.set_onload(
			"contributions",
			[
				{
					"kind": row.kind,
					"pledged_value": float(row.pledged.value),
					"delivered_value": float(row.delivered.value),
					"pledged_hours": float(row.pledged.hours),
					"delivered_hours": float(row.delivered.hours),
				}
				for row in rows
			],
		)

	def validate(self) -> None:
		"""Check the tables, the step that is taken, and what the state asks for."""
		today, plan = getdate(), self.plain_plan()
		self.check_step()
		self.check_area()
		refuse_all(rules.check_dates(plan, today))
		refuse_all(partner_rules.check_partners(self.plain_partners(), today))
		refuse_all(rules.check_roles(self.plain_roles()))
		refuse_all(rules.check_indicators(self.plain_indicators(), today))
		refuse_all(rules.check_participation([as_date(row.participation_date) for row in self.participation], today))
		self.check_state(plan)
		self.follow_progress()

	def on_update(self) -> None:
		"""Carry changes of milestones over to their tasks in ERPNext, and hand duties over to a new manager."""
		milestone_tasks.follow(self)
		before = self.get_doc_before_save()
		if before and before.relationship_manager != self.relationship_manager:
			duty_todos.hand_over(self)

	def check_step(self) -> None:
		"""Check that the procedure leads from the stored state to the wanted one, and say where it leads."""
		before = self.get_doc_before_save()
		workflow = permissions.workflow_of(self.doctype)
		if before and workflow and before.workflow_state:
			ways = dict.fromkeys(row.next_state for row in workflow.transitions if row.state == before.workflow_state)
			refuse(rules.check_step(before.workflow_state, self.workflow_state, tuple(ways)))

	def check_state(self, plan: rules.Plan) -> None:
		"""Check what the state asks for; a card that was dragged to Abandoned is asked for the reason."""
		problems = rules.check_state(self.workflow_state or rules.IDEA, plan, getdate())
		if is_dragged() and [problem.message for problem in problems] == [rules.NO_END_REASON]:
			ask_for_reason(
				in_words(problems[0]),
				"upj_kooperation.projects.state_reason",
				cooperation_project=self.name,
			)
		refuse_all(problems)

	def follow_progress(self) -> None:
		"""Work out how far each milestone and the project are."""
		before = self.get_doc_before_save()
		reached = {row.name for row in before.milestones if row.reached_on} if before else set()
		for row in self.milestones:
			told = 0 if row.name in reached and not row.reached_on else flt(row.progress)
			row.progress = milestone.progress_of(as_date(row.reached_on), told)
		self.progress = milestone.total_progress([milestone_tasks.standing_of(row) for row in self.milestones])

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

	def plain_partners(self) -> list[partner_rules.Partner]:
		"""Return what the partners bring in as plain values."""
		return [
			partner_rules.Partner(
				key=row.stakeholder or "",
				role=row.partner_role,
				kind=row.contribution_kind or "",
				name=row.partner_name or "",
				pledged=partner_rules.Amounts(parse_amount(row.contribution_value), _decimal(row.contribution_hours)),
				quantity=_decimal(row.contribution_quantity),
				unit=row.contribution_unit,
				delivered=partner_rules.Amounts(parse_amount(row.delivered_value), _decimal(row.delivered_hours)),
				delivered_quantity=_decimal(row.delivered_quantity),
				delivered_on=as_date(row.delivered_on),
				benefit=row.benefit,
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
		if frappe.has_permission("Task", "create"):
			milestone_tasks.mirror(self)
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


def _decimal(value: float | str | None) -> Decimal:
	return Decimal(str(flt(value)))


def on_doctype_update() -> None:
	"""Add the index of the list page."""
	add_list_index("Cooperation Project")
