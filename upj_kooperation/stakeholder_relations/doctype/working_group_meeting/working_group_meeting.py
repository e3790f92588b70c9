import frappe
from frappe import _
from frappe.utils import cint, formatdate, getdate

from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import meeting as rules
from upj_kooperation.domain.periods import Period
from upj_kooperation.next_steps import NextSteps
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations.lookups import as_date


class WorkingGroupMeeting(NextSteps, CooperationDocument):
	"""A meeting of a working group, with attendance, minutes, resolutions and next steps (F7)."""

	def _set_defaults(self) -> None:
		# Frappe fills an empty time with the current one, which says nothing about a meeting.
		start_time = self.get("start_time")
		super()._set_defaults()
		self.start_time = start_time

	def validate(self) -> None:
		"""Take over what the group is about, check the meeting, and prepare its to-dos."""
		group = self.group()
		for field in ("municipality", "programme_area", "field_of_action"):
			self.set(field, group[field])
		self.subject = self.subject or _("{0}, meeting of {1}").format(group.group_name, formatdate(self.meeting_date))
		refuse(rules.check_group_open(group.workflow_state, self.is_new()))
		refuse(rules.check_meeting(self.facts(), Period(group.founded_on, group.closed_on), getdate()))
		self.check_next_steps(as_date(self.meeting_date))
		self.name_todos()

	def on_update(self) -> None:
		"""Write the to-dos."""
		self.write_todos()

	def for_the_minutes(self) -> dict:
		"""Return what the printed minutes show beside the fields: names of links, and who was present by sector."""
		links = {row.stakeholder for row in self.attendance if row.stakeholder}
		persons = {row.responsible for row in self.next_steps if row.responsible}
		full_names = frappe.get_all(
			"User",
			filters={"name": ["in", sorted(persons)]},
			fields=["name", "full_name"],
			order_by="name asc",
			as_list=True,
		)
		names = frappe.get_all(
			"Stakeholder",
			filters={"name": ["in", sorted(links)]},
			fields=["name", "stakeholder_name"],
			order_by="name asc",
			as_list=True,
		)
		return {
			"group": frappe.db.get_value("Working Group", self.working_group, "group_name"),
			"area": frappe.db.get_value("Programme Area", self.programme_area, "area_name"),
			"organisations": dict(names),
			"persons": dict(full_names),
			"present": rules.present_by_sector((row.presence, row.sector) for row in self.attendance),
		}

	def group(self) -> frappe._dict:
		"""Return what the meeting takes from its working group."""
		fields = ["municipality", "programme_area", "field_of_action", "group_name", "workflow_state"]
		group = frappe.db.get_value(
			"Working Group", self.working_group, [*fields, "founded_on", "closed_on"], as_dict=True
		)
		return group or frappe.throw(_("Choose the working group."), frappe.MandatoryError)

	def facts(self) -> rules.MeetingFacts:
		"""Return what the rules look at as plain values."""
		return rules.MeetingFacts(
			status=self.status,
			day=as_date(self.meeting_date),
			attendees=tuple(
				rules.Attendee(row.person_name or "", row.presence, bool(cint(row.is_member)), row.stakeholder or "")
				for row in self.attendance
			),
			votes=tuple(
				rules.Vote(row.result, cint(row.votes_for), cint(row.votes_against), cint(row.abstentions))
				for row in self.resolutions
			),
			minutes=self.minutes,
			cancel_reason=self.cancel_reason,
		)


def on_doctype_update() -> None:
	"""Add the indexes of the list page, of a group's meetings and of the gap view."""
	add_list_index("Working Group Meeting")
	frappe.db.add_index("Working Group Meeting", ["working_group", "meeting_date"])
	frappe.db.add_index("Working Group Meeting", ["programme_area", "status"])
