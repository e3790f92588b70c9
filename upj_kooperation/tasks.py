"""Scheduled work. Each function can run again at any time: what is done stays done, what was missed is made up."""

from collections.abc import Callable
from functools import partial

import frappe
from frappe import _
from frappe.model.workflow import apply_workflow
from frappe.query_builder.functions import Coalesce
from frappe.utils import add_days, add_to_date, get_url, getdate, now_datetime, strip_html

from upj_kooperation import guest_mails, mails
from upj_kooperation.advisory_services import (
	announcements,
	intake_mails,
	notices,
	reminders,
	taking_over,
	waitlist,
)
from upj_kooperation.challenge_brokering import members, request_mails, request_todos
from upj_kooperation.cooperation import duty_todos, partner_mails
from upj_kooperation.cooperation import notices as agreement_notices
from upj_kooperation.cooperation import reminders as agreement_reminders
from upj_kooperation.council_affairs import oparl_reading
from upj_kooperation.council_affairs.oparl_client import Client
from upj_kooperation.domain import agreement, digest, term
from upj_kooperation.domain.intake import IntakeStatus
from upj_kooperation.domain.partner_portal import ACTIVE, INVITED, WORKS_IN_DESK
from upj_kooperation.domain.selection import NoticeStatus
from upj_kooperation.domain.support_request import RequestState
from upj_kooperation.permissions import PARTNER
from upj_kooperation.sponsoring import payments, receipt_runs
from upj_kooperation.sponsoring.doctype.donation_receipt_run import donation_receipt_run as receipt_run_steps
from upj_kooperation.stakeholder_relations import digests
from upj_kooperation.stakeholder_relations.doctype.stakeholder_import import (
	stakeholder_import as stakeholder_import_steps,
)
from upj_kooperation.stakeholder_relations.list_import import import_plan

AGREEMENT = "Cooperation Agreement"
INTAKE = "Application Intake"
INTAKE_FAILED = "Intake could not be followed up"
REQUEST = "Support Request"
REQUEST_FAILED = "Request could not be followed up"
WITHDRAW = "Withdraw"
# At most so many records in one run; the next run takes up what is left.
INTAKES_A_RUN = 200
# Sponsorships that are read and locked at once.
INVOICES_A_PACKET = 200


def read_payments_back() -> None:
	"""Let invoiced sponsorships follow from the books, where a payment was assigned past the events. Runs daily."""
	last = ""
	while True:
		packet = frappe.get_all(
			"Sponsorship",
			filters={"sales_invoice": ["is", "set"], "docstatus": 1, "name": [">", last]},
			pluck="name",
			order_by="name asc",
			limit=INVOICES_A_PACKET,
		)
		if not packet:
			return
		payments.follow(packet)
		frappe.db.commit()
		last = packet[-1]


def bring_agreements_into_force() -> None:
	"""Bring the agreements into force whose term has begun and which all parties have signed, perhaps long before.

	Runs daily; one that fails is logged.
	"""
	doc, unsigned = frappe.qb.DocType(AGREEMENT), frappe.qb.DocType("Agreement Party")
	query = (
		frappe.qb.from_(doc)
		.left_join(unsigned)
		.on((unsigned.parent == doc.name) & (unsigned.parenttype == AGREEMENT) & unsigned.signed_on.isnull())
		.select(doc.name)
		.where((doc.workflow_state == agreement.SIGNING) & (Coalesce(doc.effective_from, doc.start_date) <= getdate()))
		.where(unsigned.name.isnull())
		.orderby(doc.start_date)
		.orderby(doc.name)
	)
	for name in query.run(pluck=True):
		_try_for(AGREEMENT, name, _bring_into_force, "Agreement could not be brought into force")


def _bring_into_force(name: str) -> None:
	doc = frappe.get_doc(AGREEMENT, name, for_update=True)
	# Somebody may have brought it into force or ended it since the list was read.
	if doc.workflow_state == agreement.SIGNING and not doc.check_coming_into_force():
		apply_workflow(doc, agreement.BRING_INTO_FORCE)


def expire_agreements() -> None:
	"""Expire the agreements in force whose term is over. Runs daily; one that fails is logged."""
	names = frappe.get_all(
		AGREEMENT,
		filters={
			"docstatus": 1,
			"workflow_state": agreement.IN_FORCE,
			"renewal": ["!=", term.AUTOMATIC],
			"end_date": ["<", getdate()],
		},
		or_filters=[["renewed_until", "is", "not set"], ["renewed_until", "<", getdate()]],
		pluck="name",
		order_by="end_date asc, name asc",
	)
	for name in names:
		_try_for(AGREEMENT, name, _expire, "Agreement could not expire")


def _expire(name: str) -> None:
	doc = frappe.get_doc(AGREEMENT, name, for_update=True)
	# Somebody may have ended it since the list was read.
	if doc.workflow_state == agreement.IN_FORCE:
		apply_workflow(doc, agreement.EXPIRE)


def end_agreements_by_notice() -> None:
	"""End the agreements of which notices have left fewer than two parties. Runs daily; one that fails is logged."""
	for name in frappe.get_all(
		AGREEMENT,
		filters={"workflow_state": agreement.IN_FORCE, "ends_on": ["<", getdate()]},
		pluck="name",
		order_by="ends_on asc, name asc",
	):
		_try_for(AGREEMENT, name, _end_by_notice, "Agreement could not be ended")


def _end_by_notice(name: str) -> None:
	doc = frappe.get_doc(AGREEMENT, name, for_update=True)
	# Somebody may have ended it, or the notice was taken back, since the list was read.
	if doc.workflow_state == agreement.IN_FORCE and doc.ends_on:
		doc.record(**agreement_notices.end_by_notice(doc))
		doc.workflow_state = agreement.TERMINATED
		doc.save()


def drop_duties_of_left_parties() -> None:
	"""Drop the to-dos for duties of parties that have left. Runs daily; one that fails is logged."""
	for name in duty_todos.left_behind():
		_try_for(AGREEMENT, name, _follow_duties, "To-dos of duties could not be dropped")


def _follow_duties(name: str) -> None:
	duty_todos.follow(frappe.get_doc(AGREEMENT, name))


def remind_of_notices() -> None:
	"""Remind of agreements whose last day for a notice or decision comes near. Runs daily; one that fails is logged."""
	for name in agreement_reminders.due_agreements():
		_try_for(AGREEMENT, name, agreement_reminders.remind, "Agreement could not be reminded of")


def tell_partners_of_duties() -> None:
	"""Tell partners' contacts of duties that are due soon or overdue. Runs daily; one that fails is logged."""
	for name in partner_mails.due_agreements():
		_try_for(AGREEMENT, name, partner_mails.tell, "Partners could not be told of their duties")


def announce_mandates() -> None:
	"""Tell who has to know that a mandate runs out. Runs hourly; one that fails is logged and taken up again."""
	for name in announcements.due_mandates():
		_try_for("Advisory Mandate", name, announcements.announce, "Mandate could not be announced")


def send_call_notices() -> None:
	"""Send the notices that were ordered and could not be queued then. Runs hourly; each is committed on its own."""
	for name in frappe.get_all(
		"Call Notice", filters={"status": NoticeStatus.TO_BE_SENT}, pluck="name", order_by="modified asc, name asc"
	):
		notices.try_to_hand_over(name)
		frappe.db.commit()


def propose_moving_up() -> None:
	"""Give the programme office a to-do for each free place that somebody waits for. Runs hourly."""
	waitlist.propose_moving_up()


def remind_reviewers() -> None:
	"""Remind reviewers of what is due, each with one mail. Runs daily; each is committed on its own."""
	for reviewer in reminders.due_reviewers():
		_try_for("User", reviewer, reminders.remind, "Reviewer could not be reminded")
		frappe.db.commit()


def follow_up_intakes() -> None:
	"""Withdraw the applications that were withdrawn on the public page, and queue mails that could not be queued.

	Runs every few minutes. One that fails is logged and tried again.
	"""
	for name in _withdrawn_by_applicants():
		_try_for(INTAKE, name, _withdraw_application, INTAKE_FAILED)
	_make_up_for_mails(INTAKE, intake_mails.MAILS, INTAKE_FAILED)


def follow_up_requests() -> None:
	"""Give coordinators their to-dos of what visitors did, and queue mails that could not be queued.

	Runs every few minutes. One that fails is logged and tried again.
	"""
	for name in frappe.get_all(
		REQUEST, filters={"todo_stale": 1}, pluck="name", order_by="modified asc", limit=INTAKES_A_RUN
	):
		_try_for(REQUEST, name, _follow_request, REQUEST_FAILED)
	_make_up_for_mails(REQUEST, request_mails.MAILS, REQUEST_FAILED)


def _follow_request(name: str) -> None:
	request_todos.follow(frappe.get_doc(REQUEST, name, for_update=True))
	frappe.db.set_value(REQUEST, name, "todo_stale", 0, update_modified=False)


def _make_up_for_mails(doctype: str, mails_of: guest_mails.Mails, failure: str) -> None:
	for name in frappe.get_all(
		doctype, filters={"mails_due": ["is", "set"]}, pluck="name", order_by="modified asc", limit=INTAKES_A_RUN
	):
		_try_for(doctype, name, partial(_send_due_mails, doctype, mails_of), failure)


def forget_expired_drafts() -> None:
	"""Delete drafts that were never handed in, with their files, once their link has expired. Runs daily."""
	for doctype, draft in ((INTAKE, {"status": IntakeStatus.DRAFT}), (REQUEST, {"workflow_state": RequestState.DRAFT})):
		expired = frappe.get_all(
			doctype,
			filters={**draft, "link_expires_on": ["<", getdate()]},
			pluck="name",
			order_by="link_expires_on asc, name asc",
			limit=INTAKES_A_RUN,
		)
		for name in expired:
			# For good: what was never handed in is nobody's business, and Frappe would keep a copy.
			frappe.delete_doc(doctype, name, ignore_permissions=True, delete_permanently=True)


def _withdrawn_by_applicants() -> list[str]:
	intakes, applications = frappe.qb.DocType(INTAKE), frappe.qb.DocType("Call Application")
	query = (
		frappe.qb.from_(intakes)
		.join(applications)
		.on(applications.intake == intakes.name)
		.select(intakes.name)
		.where(intakes.status == IntakeStatus.WITHDRAWN)
		.where(applications.workflow_state.notin(taking_over.ENDED_STATES))
		.orderby(intakes.withdrawn_on)
		.limit(INTAKES_A_RUN)
	)
	return query.run(pluck=True)


def _try_for(doctype: str, name: str, act: Callable[[str], object], failure: str) -> None:
	# One record that is refused neither ends the run nor leaves half of its work.
	frappe.db.savepoint("scheduled_step")
	try:
		act(name)
	except frappe.ValidationError:
		frappe.db.rollback(save_point="scheduled_step")
		frappe.log_error(title=failure, reference_doctype=doctype, reference_name=name)


def _withdraw_application(name: str) -> None:
	# The application's save locks its call first; no lock of ours may stand before that one.
	application = frappe.get_doc("Call Application", {"intake": name})
	apply_workflow(application, WITHDRAW)


def _send_due_mails(doctype: str, mails_of: guest_mails.Mails, name: str) -> None:
	doc = frappe.get_doc(doctype, name, for_update=True)
	guest_mails.send_due(doc, mails_of)
	doc.save(ignore_permissions=True)


def open_partner_accesses() -> None:
	"""Make the accounts of invited contacts of partners and mail them the way in. Runs every few minutes.

	Each is committed on its own; one whose mail could not be queued stays invited and is tried again.
	"""
	for name in frappe.get_all(
		"Partner Access",
		filters={"status": INVITED},
		pluck="name",
		order_by="creation asc, name asc",
		limit=INTAKES_A_RUN,
	):
		_try_for("Partner Access", name, _open_partner_access, "Partner could not be invited")
		frappe.db.commit()


def _open_partner_access(name: str) -> None:
	access = frappe.get_doc("Partner Access", name, for_update=True)
	# Another scheduler may have been faster.
	if access.status != INVITED:
		return
	if not frappe.db.exists("User", access.email):
		user = {"doctype": "User", "email": access.email, "first_name": access.contact_name, "send_welcome_email": 0}
		frappe.get_doc({**user, "user_type": "Website User"}).insert(ignore_permissions=True)
	user = frappe.get_doc("User", access.email)
	if user.user_type != "Website User" or not user.enabled:
		frappe.throw(_(WORKS_IN_DESK).format(access.email))
	if PARTNER not in {row.role for row in user.roles}:
		user.append("roles", {"role": PARTNER})
		user.save(ignore_permissions=True)
	sent = mails.send(
		"Zugang für Partner",
		[access.email],
		{
			"name": access.contact_name,
			"partner": access.stakeholder_name,
			"town": frappe.get_cached_value("Municipality", access.municipality, "municipality_name"),
			"link": user.reset_password(),
			"page": get_url("/partner"),
		},
		reference_doctype=access.doctype,
		reference_name=access.name,
	)
	access.record(user=user.name, status=ACTIVE if sent else INVITED).save(ignore_permissions=True)


def follow_group_members() -> None:
	"""Give the role of members to those whose term in a group runs, take it from others. Runs every few minutes."""
	for user in sorted(members.users_with_role() ^ members.users_today()):
		_try_for("User", user, _follow_group_member, "Role of a group's member could not be set")
		frappe.db.commit()


def _follow_group_member(name: str) -> None:
	user = members.with_role_as_today(name)
	if user:
		user.save(ignore_permissions=True)


def run_stakeholder_import(stakeholder_import: str) -> None:
	"""Import a queued list in one transaction. Called twice, or by two workers at once, it is imported once.

	A list that cannot go in any more is marked with the reason; the rows' own keys keep a row from going in twice.
	"""
	doc = frappe.get_doc("Stakeholder Import", stakeholder_import, for_update=True)
	if doc.status not in stakeholder_import_steps.UNDER_WAY:
		return
	doc.step(status=stakeholder_import_steps.RUNNING, started_on=now_datetime())
	frappe.db.commit()
	doc = frappe.get_doc("Stakeholder Import", stakeholder_import, for_update=True)
	if doc.status != stakeholder_import_steps.RUNNING:
		return
	try:
		plan = doc.plan()
		if plan.blocked and not doc.only_good:
			doc.take_result(plan)
			doc.step()
		else:
			progress = partial(_show_import, doc.name, doc.owner)
			number = import_plan(plan, doc.relationship_manager, progress)
			doc.step(status=stakeholder_import_steps.IMPORTED, rows_imported=number, failure=None)
		frappe.db.commit()
	except Exception as error:
		frappe.db.rollback()
		frappe.log_error(
			title="Stakeholder list could not be imported", reference_doctype=doc.doctype, reference_name=doc.name
		)
		words = strip_html(str(error)) if isinstance(error, frappe.ValidationError) else None
		doc = frappe.get_doc("Stakeholder Import", stakeholder_import, for_update=True)
		doc.step(
			status=stakeholder_import_steps.FAILED, failure=words or _("The import failed. The error log says why.")
		)
		frappe.db.commit()
	frappe.publish_realtime("stakeholder_import", {"name": doc.name, "status": doc.status}, user=doc.owner)


def take_up_stakeholder_imports() -> None:
	"""Put lists in line again whose worker died or whose job the queue has lost. Runs each hour."""
	names = frappe.get_all(
		"Stakeholder Import",
		filters={
			"status": ["in", stakeholder_import_steps.UNDER_WAY],
			"started_on": ["<", add_to_date(now_datetime(), hours=-1)],
		},
		pluck="name",
		order_by="started_on asc, name asc",
	)
	for name in names:
		frappe.enqueue(
			"upj_kooperation.tasks.run_stakeholder_import",
			queue="long",
			job_id=f"stakeholder_import::{name}",
			deduplicate=True,
			stakeholder_import=name,
		)


def run_donation_receipts(run: str) -> None:
	"""Issue the receipts of a queued run; each giver is committed. Called again, it goes on where it stopped."""
	doc = frappe.get_doc("Donation Receipt Run", run, for_update=True)
	if doc.status not in receipt_run_steps.UNDER_WAY:
		return
	total = receipt_runs.count_givers(doc)
	doc.step(status=receipt_run_steps.RUNNING, started_on=now_datetime(), givers_total=total)
	frappe.db.commit()
	problems: list[str] = []
	done = 0
	for done, giver in enumerate(receipt_runs.givers_of(doc), start=1):
		_made, why = receipt_runs.confirm_giver(doc, giver)
		frappe.db.commit()
		problems += why
		frappe.publish_realtime(
			"donation_receipt_run", {"name": doc.name, "done": done, "total": total}, user=doc.owner
		)
	doc = frappe.get_doc("Donation Receipt Run", run, for_update=True)
	doc.step(
		status=receipt_run_steps.DONE,
		givers_done=done,
		receipts_made=frappe.db.count("Donation Receipt", {"run": doc.name, "docstatus": ["!=", 0]}),
		left_out=len(problems),
		problems="\n".join(problems),
		finished_on=now_datetime(),
	)
	frappe.db.commit()
	frappe.publish_realtime("donation_receipt_run", {"name": doc.name, "status": doc.status}, user=doc.owner)


def take_up_receipt_runs() -> None:
	"""Put runs in line again whose worker died or whose job the queue has lost. Runs each hour."""
	names = frappe.get_all(
		"Donation Receipt Run",
		filters={
			"status": ["in", receipt_run_steps.UNDER_WAY],
			"started_on": ["<", add_to_date(now_datetime(), hours=-1)],
		},
		pluck="name",
		order_by="started_on asc, name asc",
	)
	for name in names:
		receipt_runs.queue(name)


def _show_import(name: str, user: str, done: int, total: int) -> None:
	frappe.publish_realtime("stakeholder_import", {"name": name, "done": done, "total": total}, user=user)


def read_oparl_source(source: str) -> None:
	"""Read a council information system. Called twice, or by two workers at once, it is read once."""
	if doc := oparl_reading.begin(source, frappe.db.commit):
		oparl_reading.read(doc, Client(doc.url), frappe.db.commit)


def read_oparl_sources() -> None:
	"""Put the sources in line that are due, and those whose run was cut off. Runs hourly."""
	for name in oparl_reading.due_sources():
		oparl_reading.queue(name, only_if_due=True)


def send_daily_digests() -> None:
	"""Queue today's overview of steps for everybody who waits for it. Runs hourly; one that fails is logged.

	Each is committed for itself: a run that is cut off, or a second one at the same time, goes on with the others.
	"""
	today, mail = getdate(), digests.template()
	if not mail:
		return
	failed: list[str] = []
	for user in digests.waiting(today):
		try:
			digests.send(mail, user, today)
			frappe.db.commit()
		except frappe.UniqueValidationError:
			# Another scheduler was faster.
			frappe.db.rollback()
			frappe.clear_messages()
		except Exception:
			frappe.db.rollback()
			failed.append(f"{user}: {frappe.get_traceback()}")
	if failed:
		frappe.log_error(title="Daily overview could not be queued", message="\n\n".join(failed))
	frappe.db.delete("Daily Digest", {"digest_day": ["<", add_days(today, -digest.KEEP_DAYS)]})
