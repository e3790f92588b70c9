"""The one table of who may do what. `test_permissions.py` drives every entry point against it.

Letters: r read, w write, c create, d delete, s submit (the right to take a step that locks the record; which step in
which state is the workflow's business). Each DocType: {role: (own, other, unassigned)}:
own: of a municipality, or for advisers a mandate and for reviewers a review, that is the user's; other: of another
one; unassigned: without a municipality. Records stand in the first state of their workflow. A role that is left out
sees nothing at all.
"""

from matching_doors import BALANCE, MATCHING

SYSTEM, OFFICE = "System Manager", "Programme Office"
MANAGER, APPROVER, AUDITOR = "Cooperation Manager", "Cooperation Approver", "Cooperation Auditor"
ADVISER, REVIEWER = "Cooperation Adviser", "Call Reviewer"
PARTNER = "Cooperation Partner"
STRANGER, GUEST = "Accounts User", "Guest"
ROLES = (SYSTEM, OFFICE, MANAGER, APPROVER, AUDITOR, ADVISER, REVIEWER, PARTNER, STRANGER, GUEST)

Rights = tuple[str, str, str]


def everywhere(letters: str) -> Rights:
	"""The same rights on every record."""
	return letters, letters, letters


def at_home(letters: str) -> Rights:
	"""Rights on records of the own municipality or mandate only."""
	return letters, "", ""


TOWN = {
	SYSTEM: everywhere("rwcd"),
	MANAGER: at_home("rwcd"),
	APPROVER: at_home("r"),
	AUDITOR: everywhere("r"),
}

FENCED: dict[str, dict[str, Rights]] = {
	"Municipality": {
		SYSTEM: everywhere("rwcd"),
		OFFICE: everywhere("rwc"),
		MANAGER: at_home("rw"),
		APPROVER: at_home("r"),
		AUDITOR: everywhere("r"),
		ADVISER: at_home("r"),
	},
	"Programme Area": {**TOWN, OFFICE: everywhere("rc"), ADVISER: at_home("r")},
	"Working Group": TOWN,
	"Working Group Meeting": TOWN,
	"Stakeholder": TOWN,
	"Stakeholder Relationship": TOWN,
	"Application Intake": {
		# Visitors write theirs by its secret link, and by nothing else.
		SYSTEM: everywhere("rwcd"),
		OFFICE: everywhere("rwd"),
		AUDITOR: everywhere("r"),
	},
	"Stakeholder Import": TOWN,
	"Follow-up Run": TOWN,
	"Call Application": {
		# The workflow leaves drafts to the town and the programme office.
		SYSTEM: everywhere("rc"),
		OFFICE: everywhere("rwcd"),
		MANAGER: at_home("rwc"),
		APPROVER: at_home("r"),
		AUDITOR: everywhere("r"),
	},
	"Application Review": {
		# Points and comments are the reviewer's alone.
		SYSTEM: everywhere("rcd"),
		OFFICE: everywhere("rcd"),
		AUDITOR: everywhere("r"),
		REVIEWER: at_home("rw"),
	},
	# About all municipalities at once. The workflow leaves changes to the programme office.
	"Selection Round": {SYSTEM: everywhere("rc"), OFFICE: everywhere("rwcd"), AUDITOR: everywhere("r")},
	# Made with the decision: nobody takes one away.
	"Call Notice": {SYSTEM: everywhere("rwc"), OFFICE: everywhere("rwc"), AUDITOR: everywhere("r")},
	"Advisory Mandate": {
		SYSTEM: everywhere("rwcd"),
		OFFICE: everywhere("rwcd"),
		MANAGER: at_home("r"),
		APPROVER: at_home("r"),
		AUDITOR: everywhere("r"),
		ADVISER: at_home("r"),
	},
	"Advisory Session": {
		SYSTEM: everywhere("rwcd"),
		OFFICE: everywhere("r"),
		MANAGER: at_home("rw"),
		APPROVER: at_home("r"),
		AUDITOR: everywhere("r"),
		ADVISER: at_home("rwc"),
	},
	"Exchange Request": {**TOWN, OFFICE: everywhere("rwcd")},
	"Exchange Answer": {**TOWN, OFFICE: everywhere("rwcd")},
	"Peer Workshop": {**TOWN, OFFICE: everywhere("rwcd"), ADVISER: at_home("rw")},
	"Cooperation Project": TOWN,
	"Cooperation Agreement": {**TOWN, MANAGER: at_home("rwcds"), APPROVER: at_home("rs")},
	# Nobody takes one away: it ends, and says who had access until when.
	"Partner Access": {
		SYSTEM: everywhere("rwcd"),
		MANAGER: at_home("rwc"),
		APPROVER: at_home("r"),
		AUDITOR: everywhere("r"),
	},
	# Made by a partner's contact on the web alone, whom a Partner Access names: test_partners.py.
	"Duty Report": {
		SYSTEM: everywhere("rwcd"),
		MANAGER: at_home("rw"),
		APPROVER: at_home("r"),
		AUDITOR: everywhere("r"),
	},
	"Sponsorship": {**TOWN, MANAGER: at_home("rwcds"), APPROVER: at_home("rs")},
	"Donation Receipt": {**TOWN, SYSTEM: everywhere("rwcds"), MANAGER: at_home("rwcds")},
	"Donation Receipt Run": TOWN,
	"Sponsor Package": TOWN,
	"Acceptance List": {**TOWN, APPROVER: at_home("rw")},
	"Challenge Group": TOWN,
	"Challenge Group Meeting": TOWN,
	"Challenge Site": {**TOWN, OFFICE: everywhere("r")},
	"Group Material": {**TOWN, OFFICE: everywhere("r")},
	"Office Contribution": TOWN,
	"Support Request": TOWN,
	# A partner's contact enters and changes own offers on the web, whom a Partner Access names: test_support_offers.py.
	"Support Offer": TOWN,
	"Partner Match": TOWN,
	# Written by the program alone.
	"Matching Run": {
		SYSTEM: everywhere("r"),
		MANAGER: at_home("r"),
		APPROVER: at_home("r"),
		AUDITOR: everywhere("r"),
	},
	"Market Event": TOWN,
	# Nobody takes one away: it is withdrawn with a reason.
	"Market Deal": {**TOWN, MANAGER: at_home("rwc")},
	"Council Paper": TOWN,
	"Paper Number Range": TOWN,
	"OParl Source": TOWN,
}
# In the first state of these, the workflow lets managers alone change and delete.
for _name in (
	*("Working Group", "Cooperation Project", "Council Paper", "Cooperation Agreement", "Sponsorship"),
	*("Support Request", "Challenge Site", "Partner Match"),
):
	FENCED[_name] = {**FENCED[_name], SYSTEM: everywhere("rcs" if "s" in FENCED[_name][MANAGER][0] else "rc")}

OPEN: dict[str, dict[str, str]] = {
	"Field of Action": {
		SYSTEM: "rwcd",
		OFFICE: "rwc",
		MANAGER: "rwc",
		APPROVER: "r",
		AUDITOR: "r",
		ADVISER: "r",
	},
	"Method Material": {SYSTEM: "rwcd", OFFICE: "rwcd", MANAGER: "r", APPROVER: "r", AUDITOR: "r"},
	"Support Kind": {SYSTEM: "rwcd", MANAGER: "rwc", APPROVER: "r", AUDITOR: "r"},
	"Relationship Type": {SYSTEM: "rwcd", MANAGER: "rwc", APPROVER: "r", AUDITOR: "r"},
	"Follow-up Plan": {SYSTEM: "rwcd", MANAGER: "rwc", APPROVER: "r", AUDITOR: "r"},
	"Project Call": {
		SYSTEM: "rwcd",
		OFFICE: "rwcd",
		MANAGER: "r",
		APPROVER: "r",
		AUDITOR: "r",
		ADVISER: "r",
		REVIEWER: "r",
	},
	"Approval Rule": {SYSTEM: "rwcd", MANAGER: "r", APPROVER: "rwc", AUDITOR: "r"},
	"Agreement Template": {SYSTEM: "rwcd", MANAGER: "rwc", APPROVER: "r", AUDITOR: "r"},
	"Acceptance Rule": {SYSTEM: "rwcd", MANAGER: "r", APPROVER: "rwc", AUDITOR: "r"},
	"Daily Digest": {SYSTEM: "r"},
	"Seeded Record": {SYSTEM: "r"},
	"Stakeholder Key": {SYSTEM: "r"},
	"Support Capacity Use": {SYSTEM: "r"},
	"Support Offer Tag": {SYSTEM: "r"},
	"Request Candidate": {SYSTEM: "r"},
}
# What the app notes for itself: nobody enters these records.
INTERNAL = frozenset(
	{"Request Candidate", "Seeded Record", "Stakeholder Key", "Support Capacity Use", "Support Offer Tag"}
)

# Rows of tables are read with the record they stand in and written through it alone.
TABLES: dict[str, str] = {
	"Area Programme Period": "Programme Area",
	"Working Group Member": "Working Group",
	"Meeting Attendance": "Working Group Meeting",
	"Meeting Resolution": "Working Group Meeting",
	"Meeting Next Step": "Working Group Meeting",
	"Stakeholder Area": "Stakeholder",
	"Stakeholder Field": "Stakeholder",
	"Stakeholder Assessment": "Stakeholder",
	"Mandate Extension": "Advisory Mandate",
	"Review Score": "Application Review",
	"Selection Candidate": "Selection Round",
	"Follow-up Run Step": "Follow-up Run",
	"Follow-up Plan Step": "Follow-up Plan",
	"Session Participant": "Advisory Session",
	"Session Next Step": "Advisory Session",
	"Session Invitation": "Advisory Session",
	"Session Correction": "Advisory Session",
	"Workshop Municipality": "Peer Workshop",
	"Workshop Participant": "Peer Workshop",
	"Project Partner": "Cooperation Project",
	"Project Milestone": "Cooperation Project",
	"Enabler Role": "Cooperation Project",
	"Success Indicator": "Cooperation Project",
	"Resident Participation": "Cooperation Project",
	"Agreement Party": "Cooperation Agreement",
	"Agreement Duty": "Cooperation Agreement",
	"Sponsorship Counter Performance": "Sponsorship",
	"Sponsorship In-kind Item": "Sponsorship",
	"Sponsorship Conflict Answer": "Sponsorship",
	"Sponsorship Payment": "Sponsorship",
	"Sponsor Package Item": "Sponsor Package",
	"Donation Receipt Gift": "Donation Receipt",
	"Acceptance List Item": "Acceptance List",
	"Challenge Group Member": "Challenge Group",
	"Challenge Criterion": "Challenge Group",
	"Challenge Agenda Item": "Challenge Group Meeting",
	"Challenge Meeting Attendance": "Challenge Group Meeting",
	"Challenge Meeting Step": "Challenge Group Meeting",
	"Challenge Site Step": "Challenge Site",
	"Challenge Site Stage": "Challenge Site",
	"Method Material Version": "Method Material",
	"Office Budget": "Challenge Group",
	"Office Contribution Payment": "Office Contribution",
	"Support Request Kind": "Support Request",
	"Support Request Check": "Support Request",
	"Support Request Question": "Support Request",
	"Support Offer Kind": "Support Offer",
	"Support Offer Field": "Support Offer",
	"Support Offer Area": "Support Offer",
	"Partner Match Attempt": "Partner Match",
	"Council Paper Fact": "Council Paper",
	"Call Criterion": "Project Call",
	"Call Field": "Project Call",
	"Call Update": "Project Call",
	"Relationship Actor Type": "Relationship Type",
	"Acceptance Tier": "Acceptance Rule",
	"Approval Tier": "Approval Rule",
	"Agreement Template Clause": "Agreement Template",
}

# Endpoints: arguments, where "{DocType}" stands for a record of another municipality. All of them refuse, or answer
# with nothing, for managers and advisers of elsewhere, for users without our roles, and for guests.
ENDPOINTS: dict[str, dict[str, object]] = {
	**MATCHING,
	"advisory.log_session": {
		"mandate": "{Advisory Mandate}",
		"subject": "Termin",
		"session_date": "2016-05-02",
		"hours": 2,
		"mode": "On Site",
		"minutes": "<p>Notiz</p>",
		"participants": [],
		"next_steps": [],
	},
	"advisory.make_timesheet": {"session": "{Advisory Session}"},
	"phone.send_session": {
		"token": "7b0c6d0e-3f5e-4d0a-9c1b-2a6f0e8d4c11",
		"user": "{consultant}",
		"mandate": "{Advisory Mandate}",
		"subject": "Termin",
		"session_date": "2016-05-02",
		"hours": 2,
		"mode": "On Site",
		"minutes": "Notiz",
		"participants": "[]",
		"next_steps": "[]",
	},
	"advisory.extend_mandate": {"mandate": "{Advisory Mandate}", "reason": "Mehr Bedarf", "quota_sessions": 12},
	"areas.gap_view": {"programme_area": "{Programme Area}"},
	"areas.overview": {"programme_area": "{Programme Area}"},
	"groups.members_on": {"working_group": "{Working Group}", "day": "2016-05-02"},
	"groups.print_minutes": {"meeting": "{Working Group Meeting}"},
	"calls.check_eligibility": {
		"call": "{Project Call}",
		"municipality": "{Municipality}",
		"programme_area": "{Programme Area}",
	},
	"calls.open_mandate": {
		"application": "{Call Application}",
		"consultant": "{consultant}",
		"start_date": "2016-04-01",
		"end_date": "2017-09-30",
		"quota_sessions": 1,
		"quota_hours": 1,
	},
	"reviews.assign_reviewers": {"call": "{Project Call}", "reviewers": "{reviewer}", "per_application": 1},
	"reviews.application_text": {"review": "{Application Review}"},
	"reviews.application_file": {"review": "{Application Review}", "file": "x"},
	"reviews.hand_in_review": {"review": "{Application Review}"},
	"reviews.declare_conflict": {"review": "{Application Review}", "reason": "Verwandt"},
	"reviews.reopen_review": {"review": "{Application Review}", "reason": "Zahlendreher"},
	"reviews.reviewers": {},
	"reviews.export_ranking": {"call": "{Project Call}"},
	"selection.freeze_ranking": {"selection_round": "{Selection Round}"},
	"selection.fill_by_rank": {"selection_round": "{Selection Round}", "waitlist_length": 1},
	"selection.spread": {"selection_round": "{Selection Round}"},
	"selection.next_on_waitlist": {"call": "{Project Call}"},
	"selection.move_up": {"call": "{Project Call}", "application": "{Call Application}"},
	"selection.compose_notice": {"notice": "{Call Notice}"},
	"selection.send_notices": {"notices_to_send": "[]"},
	"cooperation.sign_agreement": {
		"agreement": "{Cooperation Agreement}",
		"party_row": "{Agreement Party}",
		"signed_on": "2016-09-01",
		"way": "Paper",
	},
	"cooperation.attach_signed_copy": {
		"agreement": "{Cooperation Agreement}",
		"party_row": "{Agreement Party}",
		"signature_file": "/private/files/x.pdf",
	},
	"cooperation.fulfil_duty": {
		"agreement": "{Cooperation Agreement}",
		"duty_row": "{Agreement Duty}",
		"fulfilled_on": "2016-09-01",
	},
	"cooperation.terminate_agreement": {"agreement": "{Cooperation Agreement}", "reason": "Ende"},
	"cooperation.print_agreement": {"agreement": "{Cooperation Agreement}"},
	"agreements.insert_clauses": {"agreement": "{Cooperation Agreement}", "template": "Absichtserklärung"},
	"agreements.make_amendment": {
		"agreement": "{Cooperation Agreement}",
		"effective_from": "2016-10-01",
		"subject": "Mehr Törtchen",
	},
	"agreements.compare_versions": {"agreement": "{Cooperation Agreement}", "other": "{Cooperation Agreement}"},
	"agreements.withdraw_party": {
		"agreement": "{Cooperation Agreement}",
		"party_row": "{Agreement Party}",
		"received_on": "2016-09-01",
		"reason": "Umzug",
	},
	"agreements.take_back_notice": {
		"agreement": "{Cooperation Agreement}",
		"party_row": "{Agreement Party}",
		"reason": "Einigung",
	},
	"agreements.renew_agreement": {
		"agreement": "{Cooperation Agreement}",
		"ends_on": "2017-09-30",
		"reason": "Es läuft gut",
	},
	"agreements.signatories": {"stakeholder": "{Stakeholder}"},
	"cooperation.make_erpnext_project": {"cooperation_project": "{Cooperation Project}"},
	"partners.contacts_to_invite": {"agreement": "{Cooperation Agreement}"},
	"partners.invite_contact": {"stakeholder": "{Stakeholder}", "contact": "{Contact}"},
	"partners.end_access": {"access": "{Partner Access}"},
	"partners.reports_of": {"agreement": "{Cooperation Agreement}"},
	"partners.confirm_report": {"report": "{Duty Report}"},
	"partners.return_report": {"report": "{Duty Report}", "answer": "Es fehlt etwas"},
	"partners.report_fulfilment": {"token": "x|{Agreement Duty}", "answers": {"fulfilled_on": "2016-09-01"}},
	"partners.choose_duty_mails": {"token": "Off", "answers": {}},
	"partners.download_agreement": {"agreement": "{Cooperation Agreement}"},
	"partners.download_copy": {"agreement": "{Cooperation Agreement}", "party_row": "{Agreement Party}"},
	"projects.abandon_project": {"cooperation_project": "{Cooperation Project}", "reason": "Ende"},
	"projects.print_project": {"cooperation_project": "{Cooperation Project}"},
	"projects.mirror_milestones": {"cooperation_project": "{Cooperation Project}"},
	"projects.move_event": {"args": {"name": "{Cooperation Project}", "start_date": "2099-06-01"}},
	"council.draft_status_report": {
		"municipality": "{Municipality}",
		"programme_area": "{Programme Area}",
		"period_start": "2016-04-01",
		"period_end": "2016-10-31",
		"subject": "Sachstand",
	},
	"council.print_paper": {"paper": "{Council Paper}"},
	"council.download_docx": {"paper": "{Council Paper}"},
	"oparl.read_source": {"source": "{OParl Source}"},
	"oparl.confirm_result": {
		"paper": "{Council Paper}",
		"action": "Decide",
		"result": "Angenommen",
		"outcome": "As Proposed",
	},
	"council.last_paper": {"municipality": "{Municipality}", "programme_area": "{Programme Area}"},
	"council.changes_since_draft": {"paper": "{Council Paper}"},
	"council.draft_decision_paper": {
		"reference_doctype": "Cooperation Agreement",
		"reference_name": "{Cooperation Agreement}",
	},
	"network.relations": {"municipality": "{Municipality}"},
	"stakeholder_map.points": {"municipality": "{Municipality}"},
	"portal.take_over_application": {"intake": "{Application Intake}"},
	"portal.decline_application": {"intake": "{Application Intake}", "reason": "Doppelt"},
	"stakeholders.create_stakeholder": {
		"party_type": "Customer",
		"party": "{Customer}",
		"municipality": "{Municipality}",
		"actor_type": "Company",
	},
	"stakeholder_import.start_import": {"stakeholder_import": "{Stakeholder Import}", "only_good": True},
	"stakeholder_import.download_problems": {"stakeholder_import": "{Stakeholder Import}"},
	"duplicates.find_duplicates": {"stakeholder_name": "Bäckerei Muster (erfunden)", "municipality": "{Municipality}"},
	"duplicates.merge_preview": {"kept": "{Stakeholder}", "merged": "{Stakeholder}"},
	"duplicates.merge_stakeholders": {"kept": "{Stakeholder}", "merged": "{Stakeholder}"},
	"stakeholders.create_customer": {"stakeholder": "{Stakeholder}"},
	"stakeholders.advance_stage": {"stakeholder": "{Stakeholder}", "stage": "Contacted"},
	"stakeholders.relationships": {"stakeholder": "{Stakeholder}"},
	"sessions.find_contacts": {"mandate": "{Advisory Mandate}"},
	"sessions.send_invitations": {"session": "{Advisory Session}"},
	"sessions.print_minutes": {"session": "{Advisory Session}"},
	"follow_up.preview_plan": {"stakeholder": "{Stakeholder}", "plan": "{Follow-up Plan}"},
	"follow_up.start_plan": {"stakeholder": "{Stakeholder}", "plan": "{Follow-up Plan}"},
	"follow_up.pause_run": {"run": "{Follow-up Run}"},
	"follow_up.resume_run": {"run": "{Follow-up Run}"},
	"follow_up.stop_run": {"run": "{Follow-up Run}", "reason": "Ende"},
	"follow_up.runs_of": {"stakeholder": "{Stakeholder}"},
	"follow_up.move_step": {"args": {"name": "{Stakeholder}", "start": "2099-06-01"}},
	"follow_up.complete_step": {"stakeholder": "{Stakeholder}"},
	"follow_up.postpone_step": {"stakeholder": "{Stakeholder}", "day": "2099-06-01"},
	"receipts.make_receipt": {"sponsorship": "{Sponsorship}"},
	"receipts.bank_record_note": {"receipt": "{Donation Receipt}"},
	"receipts.print_receipt": {"receipt": "{Donation Receipt}"},
	"receipts.cancel_receipt": {"receipt": "{Donation Receipt}", "reason": "Zahlendreher"},
	"receipts.start_run": {"run": "{Donation Receipt Run}"},
	"acceptance_lists.collect": {"acceptance_list": "{Acceptance List}"},
	"acceptance_lists.take_over": {"acceptance_list": "{Acceptance List}", "result": "Accepted"},
	"acceptance_lists.print_list": {"acceptance_list": "{Acceptance List}"},
	"receipts.settle_original": {"receipt": "{Donation Receipt}", "settled_on": "2016-10-01", "how": "Kam zurück"},
	"sponsoring.supplier_of": {"sponsorship": "{Sponsorship}"},
	"sponsoring.preview_organ": {"sponsorship": "{Sponsorship}"},
	"sponsoring.package_contents": {"package": "{Sponsor Package}"},
	"sponsoring.record_receipt": {"sponsorship": "{Sponsorship}", "received_on": "2016-10-01", "amount": 500},
	"sponsoring.make_sales_invoice": {"sponsorship": "{Sponsorship}"},
	"sponsoring.booking_of": {"sponsorship": "{Sponsorship}"},
	"sponsoring.hand_over_to_treasurer": {"sponsorship": "{Sponsorship}"},
}
COUNTED = "test_charts_and_cards_count_what_the_user_sees"
# Endpoints that name no record of ours: why nothing has to be refused, or which test looks at them.
WITHOUT_RECORD: dict[str, str] = {
	"stakeholders.stakeholders_by_stage": COUNTED,
	"stakeholders.stakeholders_by_actor_type": COUNTED,
	"cooperation.projects_by_state": COUNTED,
	"cooperation.contributions_by_kind": COUNTED,
	"sponsoring.gifts_by_kind": COUNTED,
	"sponsoring.gifts_by_organ": COUNTED,
	"treasury.overdue_invoices": "test_the_treasurers_cards_end_at_the_fence",
	"treasury.open_counter_performances": "test_the_treasurers_cards_end_at_the_fence",
	"treasury.pledged_and_received": COUNTED,
	**dict.fromkeys(BALANCE, "test_the_balance_ends_at_the_fence_and_is_for_those_who_may_read"),
	"advisory.open_next_steps": COUNTED,
	"phone.start": "test_the_page_gets_own_active_mandates_with_quota_people_and_helpers",
	"follow_up.calendar_steps": "test_the_calendar_shows_and_moves_steps_within_the_fence",
	"projects.success_over_time": "test_the_indicators_of_all_projects_make_a_chart_within_the_fence",
	"projects.calendar_events": "test_the_calendar_shows_and_moves_projects_within_the_fence",
	"council.papers_by_state": COUNTED,
	"stakeholder_import.download_template": "an empty list; test_the_template_goes_through_both_imports",
	"sponsoring.preview_kind": "works on the answers that are sent",
	"relationships.of_person": "test_a_person_s_relationships_end_at_the_fence",
	"stakeholders.party_overview": "test_a_business_partner_shows_only_own_involvements",
	"areas.read_boundary": "works on the text that is sent",
	"areas.areas_on_map": "test_the_map_shows_the_areas_of_the_own_town",
	"sessions.session_events": "test_the_calendar_is_fenced",
	"sessions.move_session": "test_the_calendar_is_fenced",
	"exchange.municipality_choices": "test_consultants_learn_of_no_municipality_but_their_own",
	**dict.fromkeys(
		(
			"portal.start_application",
			"portal.save_application",
			"portal.submit_application",
			"portal.add_file",
			"portal.remove_file",
			"portal.withdraw_application",
			"portal.send_link",
		),
		"for visitors; the secret link decides: test_a_link_opens_one_record_and_a_wrong_one_none",
	),
	**dict.fromkeys(
		(
			"requests.start",
			"requests.save",
			"requests.submit",
			"requests.answer",
			"requests.add_file",
			"requests.remove_file",
			"requests.take_back",
			"requests.give_feedback",
			"requests.send_link",
		),
		"for visitors; the secret link decides: test_a_link_opens_one_request_and_a_wrong_one_none",
	),
	"matching.good_partners": "test_who_was_found_is_told_within_the_fence_alone",
	"lookups.get_count": "driven as an entry point",
	"lookups.get_link_title": "driven as an entry point",
	"lookups.validate_link": "driven as an entry point",
	"lookups.search_link": "driven as an entry point",
	"lookups.search_widget": "driven as an entry point",
	"lookups.search_everywhere": "driven as an entry point",
}
