"""Drafts council papers from the records, and compares a draft with what the records say now (F42)."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.translate import print_language
from frappe.utils import cint, cstr, getdate, now_datetime, strip_html_tags

from upj_kooperation.council_affairs import wording
from upj_kooperation.council_affairs.records import TITLES, Scope, read_records
from upj_kooperation.domain import agreement as agreement_rules
from upj_kooperation.domain import contribution, decision_paper, paper_changes
from upj_kooperation.domain import council_paper as rules
from upj_kooperation.domain.status_report import draft
from upj_kooperation.domain.status_report_rows import CALL, Fact, Span
from upj_kooperation.domain.values import Problem, parse_amount
from upj_kooperation.refusals import refuse
from upj_kooperation.sponsoring.deciding import lock_givers
from upj_kooperation.stakeholder_relations.lookups import as_date

AGREEMENT, GIFT = decision_paper.AGREEMENT, decision_paper.GIFT
LINKS = {AGREEMENT: "cooperation_agreement", GIFT: "sponsorship"}
UNDECIDED = {
	AGREEMENT: (agreement_rules.DRAFT, agreement_rules.LEGAL_CHECK, agreement_rules.ORGAN_APPROVAL),
	GIFT: (
		contribution.OFFERED,
		contribution.KIND_DECIDED,
		contribution.CONFLICT_CHECK,
		contribution.TO_BE_ACCEPTED,
	),
}
# A paper that was dealt with is history: what the records say afterwards is told by the next one.
COMPARED = (rules.DRAFT, rules.RELEASED, rules.SCHEDULED)


def check_scope(scope: Scope) -> None:
	"""Refuse a report about nothing, about what the user may not read, or about another municipality's records."""
	doctype, name = scope.subject
	if not name:
		refuse(Problem(rules.NO_SUBJECT))
	subject = frappe.get_doc(doctype, name)
	subject.check_permission("read")
	if doctype == CALL:
		applied = {"municipality": scope.municipality, "call": name}
		if not frappe.get_list("Call Application", filters=applied, order_by="creation asc", limit=1):
			refuse(Problem(rules.NOT_APPLIED, (subject.get(TITLES[CALL]),)))
	elif subject.municipality != scope.municipality:
		is_area = doctype == "Programme Area"
		refuse(Problem(rules.FOREIGN_AREA, (name,)) if is_area else Problem(rules.FOREIGN_SUBJECT, (_(doctype), name)))


def last_paper(scope: Scope) -> dict[str, Any]:
	"""Return the latest status report on the same subject, with the first day that it does not tell of; or nothing."""
	unset = ["is", "not set"]
	rows = frappe.get_list(
		"Council Paper",
		fields=["name", "period_end", "paper_date"],
		filters={
			"municipality": scope.municipality,
			"paper_type": rules.STATUS_REPORT,
			"programme_area": scope.programme_area or unset,
			"cooperation_project": scope.cooperation_project or unset,
			**({"project_call": scope.project_call} if scope.subject[0] == CALL else {}),
		},
		order_by="paper_date desc, name desc",
		limit=1,
	)
	if not rows:
		return {}
	row = rows[0]
	return {"name": row.name, "period_start": rules.period_after(as_date(row.period_end), as_date(row.paper_date))}


def draft_report(scope: Scope, period: Span, subject: str | None, predecessor: str | None) -> str:
	"""Make the paper of a status report and return its name."""
	with print_language(_language()):
		report = draft(read_records(scope, period, getdate()))
		paper = frappe.get_doc(
			{
				"doctype": "Council Paper",
				"subject": subject or _("Status report: {0}").format(report.title)[:140],
				"paper_type": rules.STATUS_REPORT,
				"municipality": scope.municipality,
				"programme_area": scope.programme_area,
				"project_call": scope.project_call,
				"cooperation_project": scope.cooperation_project,
				"predecessor": predecessor,
				"paper_date": getdate(),
				"period_start": period.start,
				"period_end": period.end,
				"body": wording.body(report, _predecessor(predecessor)),
				"open_questions": wording.questions(report.questions),
			}
		)
		return _keep(paper, report.facts)


def draft_decision(doctype: str, name: str) -> str:
	"""Make the decision paper of an agreement or a gift, enter it there, and return its name."""
	if doctype not in LINKS:
		refuse(Problem(rules.NO_DECISION_PAPER, (_(doctype),)))
	subject = frappe.get_doc(doctype, name)
	subject.check_permission("write")
	if doctype == GIFT:
		lock_givers([subject.giver])
	subject = frappe.get_doc(doctype, name, for_update=True)
	state = subject.workflow_state or UNDECIDED[doctype][0]
	if subject.docstatus or state not in UNDECIDED[doctype]:
		refuse(Problem(rules.ALREADY_DECIDED, (name, state)))
	# A locking read: of two users at once the second one has waited for the first one's paper.
	there = subject.council_paper or frappe.db.get_value(
		"Council Paper", {LINKS[doctype]: name}, "name", for_update=True
	)
	if there:
		refuse(Problem(rules.HAS_PAPER, (name, there)))
	with print_language(_language()):
		decision = _decision(subject)
		paper = frappe.get_doc(
			{
				"doctype": "Council Paper",
				"subject": (subject.get("agreement_title") or subject.get("sponsorship_title"))[:140],
				"paper_type": rules.DECISION_PAPER,
				"municipality": subject.municipality,
				"programme_area": subject.get("programme_area"),
				"cooperation_project": subject.cooperation_project,
				LINKS[doctype]: name,
				"paper_date": getdate(),
				"meeting_body": _organ(subject),
				"body": wording.decision_body(decision),
				"open_questions": wording.questions(decision.questions),
				"proposal": wording.proposal(decision.proposal),
			}
		)
		paper_name = _keep(paper, decision.facts)
	# A step of the server: whoever edits in this state, the paper is entered.
	subject.record(council_paper=paper_name).save()
	return paper_name


def changes(paper: Document) -> tuple[paper_changes.Change, ...]:
	"""Return what the records say otherwise than on the day of drafting; nothing for a paper written by hand."""
	state = paper.workflow_state or rules.DRAFT
	if not paper.drafted_record or state not in COMPARED:
		return ()
	with print_language(_language()):
		return paper_changes.compare(paper_changes.unpack(paper.drafted_record), wording.lines(_facts_now(paper)))


def _facts_now(paper: Document) -> tuple[Fact, ...]:
	for doctype, field in LINKS.items():
		if name := paper.get(field):
			if not frappe.db.exists(doctype, name):
				return ()
			subject = frappe.get_doc(doctype, name)
			subject.check_permission("read")
			return _decision(subject).facts
	scope = Scope(paper.municipality, paper.programme_area, paper.project_call, paper.cooperation_project)
	period = Span(getdate(paper.period_start), getdate(paper.period_end))
	# As of the day of drafting: what was planned then counts as planned.
	return draft(read_records(scope, period, getdate(paper.drafted_on))).facts


def _keep(paper: Document, facts: tuple[Fact, ...]) -> str:
	lines = wording.lines(facts)
	for fact, line in zip(facts, lines, strict=True):
		row = paper.append("facts", {"chapter": _(fact.chapter), "fact": line.fact, "figure": line.figure})
		paper.record_row(row, source_doctype=fact.source_doctype, source_name=fact.source_name)
	paper.record(drafted_on=now_datetime(), drafted_record=paper_changes.pack(lines)).insert()
	return paper.name


def _decision(subject: Document) -> decision_paper.Decision:
	if subject.doctype == AGREEMENT:
		return decision_paper.on_agreement(_plain_agreement(subject))
	return decision_paper.on_gift(_plain_gift(subject))


def _plain_agreement(doc: Document) -> decision_paper.Agreement:
	return decision_paper.Agreement(
		name=doc.name,
		title=doc.agreement_title,
		value=parse_amount(doc.agreement_value),
		project=_project_title(doc.cooperation_project),
		parties=tuple(cstr(row.party_name) for row in doc.parties),
		others=tuple(cstr(row.party_name) for row in doc.parties if row.party_type != agreement_rules.MUNICIPALITY),
		duties=tuple((cstr(row.party_name), cstr(row.duty), as_date(row.due_date)) for row in doc.duties),
		start=as_date(doc.start_date),
		end=as_date(doc.end_date),
		notice_months=cint(doc.notice_months),
		renewal=cstr(doc.renewal),
		organ=cstr(doc.approval_organ),
	)


def _project_title(name: str | None) -> str:
	return cstr(frappe.db.get_value("Cooperation Project", name, "project_title")) if name else ""


def _plain_gift(doc: Document) -> decision_paper.Gift:
	return decision_paper.Gift(
		name=doc.name,
		title=doc.sponsorship_title,
		giver=cstr(doc.giver_name),
		kind=cstr(doc.kind),
		amount=parse_amount(doc.amount),
		hours=parse_amount(doc.hours),
		offered_on=as_date(doc.offered_on),
		purpose=strip_html_tags(cstr(doc.purpose)),
		budget_year=cint(doc.budget_year),
		giver_sum=parse_amount(doc.giver_sum),
		organ=cstr(doc.deciding_organ),
		rule=cstr(doc.acceptance_rule),
		conflict_checked=bool(doc.conflict_checked_on),
		conflict_found=bool(cint(doc.conflict_found)),
	)


def _organ(subject: Document) -> str | None:
	organ = subject.get("approval_organ") or subject.get("deciding_organ")
	return _(organ) if organ else None


def _predecessor(name: str | None) -> dict | None:
	if not name:
		return None
	rows = frappe.get_list(
		"Council Paper",
		fields=["reference", "subject", "meeting_date"],
		filters={"name": name},
		order_by="creation asc",
	)
	return {**rows[0], "reference": rows[0].reference or name} if rows else None


def _language() -> str:
	return frappe.db.get_default("lang") or frappe.local.lang
