import frappe
from frappe import _
from frappe.utils import cint, formatdate, getdate

from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import challenge_group as groups
from upj_kooperation.domain import challenge_meeting as rules
from upj_kooperation.domain import meeting as meetings
from upj_kooperation.domain.periods import Period
from upj_kooperation.next_steps import NextSteps
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations.lookups import as_date


class ChallengeGroupMeeting(NextSteps, CooperationDocument):
	"""A meeting of a challenge group: agenda made from what is open, votes, minutes and next steps (F32)."""

	def _set_defaults(self) -> None:
		# Frappe fills an empty time with the current one, which says nothing about a meeting.
		start_time = self.get("start_time")
		super()._set_defaults()
		self.start_time = start_time

	def validate(self) -> None:
		"""Take the town from the group, check agenda, votes and minutes, and prepare the to-dos."""
		if not self.challenge_group:
			# Frappe names the missing field after this.
			return
		fields = ["group_name", "municipality", "status", "votes_on_requests"]
		group = frappe.db.get_value("Challenge Group", self.challenge_group, fields, as_dict=True)
		self.municipality = group.municipality
		if not self.subject:
			self.subject = _("{0}, group meeting of {1}").format(group.group_name, formatdate(self.meeting_date))
		refuse(rules.check_group(group.status == groups.ENDED, self.status, self.is_new()))
		refuse(
			rules.check_agenda(
				self.plain_agenda(), self.own_requests(), self.status, votes=bool(cint(group.votes_on_requests))
			)
		)
		refuse(meetings.check_meeting(self.facts(), Period(), getdate()))
		self.check_next_steps(as_date(self.meeting_date))
		self.name_todos()

	def on_update(self) -> None:
		"""Write the to-dos."""
		self.write_todos()

	def own_requests(self) -> set[str]:
		"""Return the requests on the agenda that are the group's."""
		names = {row.request for row in self.agenda if row.request}
		if not names:
			return set()
		filters = {"name": ["in", sorted(names)], "challenge_group": self.challenge_group}
		return set(frappe.get_all("Support Request", filters=filters, pluck="name", order_by="name asc"))

	def plain_agenda(self) -> list[rules.Item]:
		"""Return the agenda as plain values."""
		return [
			rules.Item(
				row.kind,
				row.topic or "",
				row.request,
				row.result,
				cint(row.votes_for) + cint(row.votes_against) + cint(row.abstentions),
			)
			for row in self.agenda
		]

	def facts(self) -> meetings.MeetingFacts:
		"""Return what the rules of meetings look at as plain values."""
		return meetings.MeetingFacts(
			status=self.status,
			day=as_date(self.meeting_date),
			attendees=tuple(
				meetings.Attendee(row.person_name or "", row.presence, bool(cint(row.is_member)))
				for row in self.attendance
			),
			votes=tuple(
				meetings.Vote(row.result or "", cint(row.votes_for), cint(row.votes_against), cint(row.abstentions))
				for row in self.agenda
			),
			minutes=self.minutes,
			cancel_reason=self.cancel_reason,
			table=self.meta.get_label("agenda"),
		)

	def full_names(self) -> dict[str, str]:
		"""Return the names of those who have a next step, for the printed minutes."""
		persons = sorted({row.responsible for row in self.next_steps if row.responsible})
		return dict(
			frappe.get_all(
				"User",
				filters={"name": ["in", persons]},
				fields=["name", "full_name"],
				order_by="name asc",
				as_list=True,
			)
		)


def on_doctype_update() -> None:
	"""Add the indexes of the list page and of a group's meetings."""
	add_list_index("Challenge Group Meeting")
	frappe.db.add_index("Challenge Group Meeting", ["challenge_group", "meeting_date"])
