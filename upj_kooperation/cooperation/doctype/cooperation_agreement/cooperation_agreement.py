import datetime

import frappe
from frappe.utils import cint, getdate, strip_html

from upj_kooperation.cooperation import approval, benefits, duty_reports, duty_todos, notices, reminders, versions
from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import agreement as rules
from upj_kooperation.domain import agreement_approval, agreement_text, agreement_versions, duty, notice, term
from upj_kooperation.domain.values import Problem, parse_amount
from upj_kooperation.refusals import for_the_record, in_words, refuse, refuse_all
from upj_kooperation.stakeholder_relations.lookups import as_date, working_calendar


class CooperationAgreement(CooperationDocument):
	"""An agreement of two or more parties with duties and signatures (F19, F20)."""

	def onload(self) -> None:
		"""Tell the form what follows from term and signatures, who gains nothing named, and which versions exist."""
		self.set_onload("standing", self.standing())
		benefits.show_on_agreement(self)
		if not self.is_new():
			self.set_onload("versions", versions.chain_of(self))

	def validate(self) -> None:
		"""Check parties, duties, term and links; a state behind the draft needs a text to check."""
		self.name_parties()
		refuse_all(rules.check_parties(self.plain_parties()))
		refuse_all(rules.check_duties([row.party_name for row in self.duties], self.plain_parties()))
		self.check_amendment()
		self.check_term()
		self.check_municipality()
		self.set_organ()
		if (self.workflow_state or rules.DRAFT) != rules.DRAFT:
			refuse_all(rules.check_ready(self.plain_parties(), bool(strip_html(self.subject_matter or "").strip())))

	def on_update(self) -> None:
		"""Warn of parties that gain nothing before the agreement goes out."""
		benefits.warn_at_step(self)

	def before_submit(self) -> None:
		"""Approve: the organ's decision locks the text."""
		self.refuse_new_text()
		before = self.get_doc_before_save()
		refuse(agreement_approval.check_same_organ(before and before.approval_organ, self.approval_organ))
		paper = self.plain_paper()
		refuse_all(rules.check_approval(self.approval_organ, paper, self.owner, frappe.session.user, getdate()))
		if paper:
			self.decided_on = paper.meeting_date
			self.decision_result = frappe.db.get_value("Council Paper", paper.key, "result")
		self.approved_by = frappe.session.user
		self.approved_on = getdate()

	def on_submit(self) -> None:
		"""Keep the checksum of the approved text, as it was written."""
		self.db_set("content_hash", self.current_hash(), update_modified=False)

	def before_update_after_submit(self) -> None:
		"""Check the steps after the approval, whoever takes them."""
		if not self.has_value_changed("workflow_state"):
			return
		if self.workflow_state == rules.IN_FORCE:
			self.come_into_force()
		elif self.workflow_state == rules.EXPIRED:
			self.expire()
		elif self.workflow_state == rules.TERMINATED:
			self.terminate()
		elif self.workflow_state == rules.REPLACED:
			self.replace()

	def on_update_after_submit(self) -> None:
		"""Keep the to-dos of the duties true, and what partners reported about them."""
		duty_todos.follow(self)
		duty_reports.settle(self)

	def name_parties(self) -> None:
		"""Take the parties' names and kinds from their records, so that duties and signatures name the same."""
		keys = [row.stakeholder for row in self.parties if row.party_type == rules.STAKEHOLDER and row.stakeholder]
		rows = (
			frappe.get_all(
				"Stakeholder",
				filters={"name": ["in", keys]},
				fields=["name", "stakeholder_name", "actor_type"],
				order_by="name asc",
			)
			if keys
			else ()
		)
		found = {row.name: row for row in rows}
		for row in self.parties:
			if row.party_type == rules.MUNICIPALITY:
				row.stakeholder = None
				row.party_name = frappe.get_cached_value("Municipality", self.municipality, "municipality_name")
				row.party_kind = rules.MUNICIPALITY
			else:
				stakeholder = found.get(row.stakeholder)
				row.party_name = stakeholder and stakeholder.stakeholder_name
				row.party_kind = stakeholder and stakeholder.actor_type

	def plain_parties(self) -> list[rules.Party]:
		"""Return the parties as plain values, in the order of the table."""
		return [self.plain_party(row) for row in self.parties]

	def plain_party(self, row: frappe.model.document.Document) -> rules.Party:
		"""Return one row of the parties as plain values."""
		# The prefix keeps a stakeholder's key apart from a municipality's.
		key = self.municipality if row.party_type == rules.MUNICIPALITY else row.stakeholder
		return rules.Party(f"{row.party_type} {key}" if key else None, row.party_name or "", as_date(row.signed_on))

	def plain_duty(self, row: frappe.model.document.Document) -> duty.Duty:
		"""Return one row of the duties as plain values."""
		leaving = {party.party_name: as_date(party.leaves_on) for party in self.parties}
		return duty.Duty(
			self.workflow_state or rules.DRAFT,
			as_date(row.due_date),
			as_date(row.fulfilled_on),
			leaving.get(row.party_name),
			working_calendar(self.municipality),
		)

	def plain_paper(self, name: str | None = None) -> rules.Paper | None:
		"""Return a council paper (the approval's, if none is named) as plain values, as it stands now."""
		name = name or self.council_paper
		fields = ["workflow_state", "meeting_date", "outcome"]
		row = name and frappe.db.get_value("Council Paper", name, fields, as_dict=True)
		return rules.Paper(name, row.workflow_state, as_date(row.meeting_date), row.outcome) if row else None

	def terms(self) -> notice.Terms:
		"""Return what was agreed on end, renewal and notice as plain values."""
		return notices.terms_of(self)

	def check_term(self) -> None:
		"""Check the dates and months of the term, and the days of the reminder."""
		refuse(notice.check_remind_days(cint(self.remind_days)))
		refuse_all(
			term.check_term(
				as_date(self.start_date),
				as_date(self.end_date),
				cint(self.notice_months),
				self.renewal,
				cint(self.renewal_months),
			)
		)

	def check_amendment(self) -> None:
		"""Keep the first day of the term in an amendment, and check its own day against the earlier version."""
		if not self.amends:
			self.update({"effective_from": None, "amendment_subject": None})
			return
		earlier = frappe.get_doc("Cooperation Agreement", self.amends)
		self.start_date = earlier.start_date
		refuse_all(versions.check_day(earlier, as_date(self.effective_from), self.amendment_subject))

	def check_municipality(self) -> None:
		"""Check that project and council paper belong to the agreement's municipality."""
		self._check_town_of("Cooperation Project", self.cooperation_project, rules.PROJECT_ELSEWHERE)
		self.check_paper(self.council_paper)

	def check_paper(self, paper: str | None) -> None:
		"""Refuse a council paper of another municipality."""
		self._check_town_of("Council Paper", paper, rules.PAPER_ELSEWHERE)

	def _check_town_of(self, doctype: str, key: str | None, message: str) -> None:
		if key and frappe.db.get_value(doctype, key, "municipality") != self.municipality:
			town = frappe.get_cached_value("Municipality", self.municipality, "municipality_name")
			refuse(Problem(message, (key, town)))

	def refuse_new_text(self) -> None:
		"""Refuse a text that comes with the approval itself: nobody has checked it."""
		for field in ("subject_matter", "agreement_title", "agreement_value", "start_date", "end_date"):
			if self.has_value_changed(field):
				refuse(Problem(agreement_text.TEXT_FIXED, (self.meta.get_label(field),)))

	def plain_text(self) -> agreement_text.AgreementText:
		"""Return what the parties sign as plain values."""
		return agreement_text.AgreementText(
			title=self.agreement_title,
			parties=tuple(
				agreement_text.TextParty(
					row.party_name or "", row.party_kind or "", row.signatory or "", row.signatory_function or ""
				)
				for row in self.parties
			),
			duties=tuple(
				agreement_text.TextDuty(row.party_name or "", row.duty or "", as_date(row.due_date))
				for row in self.duties
			),
			clauses=self.subject_matter or "",
			start=as_date(self.start_date),
			end=as_date(self.end_date),
			notice_months=cint(self.notice_months),
			renewal=self.renewal or "",
			renewal_months=cint(self.renewal_months),
			value=parse_amount(self.agreement_value),
			version=cint(self.version) or 1,
			effective_from=as_date(self.effective_from),
			changes=self.amendment_subject or "",
		)

	def current_hash(self) -> str:
		"""Return the checksum of the text as it stands now."""
		return agreement_text.content_hash(self.plain_text())

	def text_problem(self) -> Problem | None:
		"""Return that the text is not the approved one, or None."""
		return agreement_text.check_unchanged(self.content_hash, self.current_hash())

	def is_text_changed(self) -> bool:
		"""Say whether the text is not the approved one; the print format marks it."""
		return bool(self.text_problem())

	def set_organ(self) -> None:
		"""Name the organ that approves, by the rule of today, and say why."""
		decision = approval.decision_for(self)
		self.approval_organ, self.approval_rule = decision.organ, decision.rule
		self.approval_reason = " ".join(for_the_record(reason) for reason in decision.reasons)

	def come_into_force(self) -> None:
		"""Bring the agreement into force: every party has signed and the term has begun."""
		refuse_all(self.check_coming_into_force())
		self.in_force_since = rules.in_force_since(self.plain_parties(), self.first_day())
		self.remind_on = reminders.next_day(self)
		if self.amends:
			versions.take_the_place(self)

	def check_coming_into_force(self) -> list[Problem]:
		"""Return why the agreement cannot come into force today."""
		return rules.check_coming_into_force(self.plain_parties(), self.first_day(), getdate())

	def first_day(self) -> datetime.date | None:
		"""Return the day from which this version may bind: the first of the term, or the amendment's own day."""
		return as_date(self.effective_from if self.amends else self.start_date)

	def last_day(self) -> datetime.date | None:
		"""Return the last day of the term that runs today, or by notice; None for one without an end."""
		terms = self.terms()
		running = term.running_end(terms.end, terms.renewal, terms.renewal_months, getdate())
		return min(filter(None, (running, as_date(self.ends_on))), default=None)

	def replace(self) -> None:
		"""Let an amendment take this version's place: it has said so, and ended it on the day before."""
		if not self.replaced_by:
			refuse(Problem(agreement_versions.NOT_REPLACED))

	def expire(self) -> None:
		"""Let the agreement run out with its term."""
		end = self.terms().end
		refuse(rules.check_expiry(end, self.renewal, cint(self.renewal_months), getdate()))
		self.ended_on = end

	def terminate(self) -> None:
		"""End the agreement before its term, for the recorded reason."""
		self.ended_on = as_date(self.ended_on) or getdate()
		refuse_all(rules.check_termination(self.end_reason, self.ended_on, as_date(self.approved_on), getdate()))

	def standing(self) -> dict:
		"""Return what the form shows: signatures, who is missing, the running term, the last day for a notice."""
		parties, running = self.plain_parties(), self.last_day()
		return {
			"text_changed": in_words(changed) if (changed := self.text_problem()) else None,
			"missing": list(rules.missing_signatures(parties)),
			"signed": sum(1 for party in parties if party.signed_on),
			"parties": len(parties),
			"running_end": running,
			"notice_deadline": term.notice_deadline(running, cint(self.notice_months))
			if running and cint(self.notice_months) and not self.ends_on
			else None,
			"ends_on": as_date(self.ends_on),
			"leaving": [
				{"party": row.party_name, "leaves_on": as_date(row.leaves_on)} for row in self.parties if row.leaves_on
			],
			"duties": (duties := [self.duty_standing(row) for row in self.duties]),
			"overdue_duties": sum(1 for one in duties if one["word"] == duty.OVERDUE),
		}

	def duty_standing(self, row: frappe.model.document.Document) -> dict:
		"""Return what the form shows of one duty: until when it is in time, and how it stands."""
		one = self.plain_duty(row)
		word, days = duty.standing(one, getdate())
		return {
			"party": row.party_name,
			"duty": row.duty,
			"due": one.due,
			"last_day": one.last_day,
			"fulfilled_on": one.fulfilled_on,
			"leaves_on": one.leaves_on,
			"word": word,
			"days": days,
		}


def on_doctype_update() -> None:
	"""Add the indexes of the list page and of the daily expiry."""
	add_list_index("Cooperation Agreement")
	frappe.db.add_index("Cooperation Agreement", ["workflow_state", "end_date"])
	frappe.db.add_index("Cooperation Agreement", ["workflow_state", "remind_on"])
	frappe.db.add_index("Cooperation Agreement", ["workflow_state", "ends_on"])
