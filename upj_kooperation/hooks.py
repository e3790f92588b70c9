"""Table of contents for Frappe: what the app adds, and where it stands."""

from upj_kooperation.fences import CHILD_TABLES, FENCES

app_name = "upj_kooperation"
app_title = "UPJ Kooperation"
app_publisher = "UPJ Kooperation"
app_description = "Cooperation between municipalities, companies, foundations and nonprofits"
app_email = "hallo@kooperation.example"
app_license = "gpl-3.0"
app_logo_url = "/assets/upj_kooperation/images/logo.svg"

add_to_apps_screen = [
	{
		"name": "upj_kooperation",
		"logo": "/assets/upj_kooperation/images/logo.svg",
		"title": "Kooperation",
		"route": "/app/kooperation",
		"has_permission": "upj_kooperation.permissions.may_open_app",
	},
	{
		"name": "upj_termin",
		"logo": "/assets/upj_kooperation/images/logo.svg",
		"title": "Log Session",
		"route": "/beratung/termin",
		"has_permission": "upj_kooperation.permissions.may_log_sessions",
	},
]

# What the page for sessions on the road keeps on a device is locked with a key that goes with each of the two.
on_login = "upj_kooperation.advisory_services.phone.forget_device_key"
on_logout = "upj_kooperation.advisory_services.phone.forget_device_key"

before_install = "upj_kooperation.install.before_install"
after_install = "upj_kooperation.install.after_install"
after_migrate = "upj_kooperation.install.after_migrate"
before_uninstall = "upj_kooperation.uninstall.before_uninstall"
after_uninstall = "upj_kooperation.uninstall.after_uninstall"
before_app_uninstall = "upj_kooperation.uninstall.refuse_to_lose_erpnext"

permission_query_conditions = {
	**dict.fromkeys(FENCES, "upj_kooperation.permissions.query_conditions"),
	**dict.fromkeys(CHILD_TABLES, "upj_kooperation.permissions.child_query_conditions"),
	**dict.fromkeys(("File", "Tag Link", "Workflow Action"), "upj_kooperation.permissions.reference_query_conditions"),
}
has_permission = dict.fromkeys(FENCES, "upj_kooperation.permissions.has_permission")

doctype_js = {
	"Council Paper": ["client_scripts/own_municipality.js", "client_scripts/status_report.js"],
	**dict.fromkeys(
		(
			"Stakeholder Import",
			"Working Group",
			"Donation Receipt",
			"Acceptance List",
			"Sponsor Package",
			"Donation Receipt Run",
			"Challenge Group",
			"Challenge Site",
			"Paper Number Range",
			"OParl Source",
		),
		"client_scripts/own_municipality.js",
	),
	"Cooperation Project": [
		"client_scripts/own_municipality.js",
		"client_scripts/status_report.js",
		"client_scripts/project_report.js",
	],
	"Sponsorship": ["client_scripts/own_municipality.js", "client_scripts/decision_paper.js"],
	"Cooperation Agreement": [
		"client_scripts/own_municipality.js",
		"client_scripts/benefit_hint.js",
		"client_scripts/partners.js",
		"client_scripts/decision_paper.js",
		"client_scripts/text_changes.js",
	],
	"Group Material": "client_scripts/text_changes.js",
	"Programme Area": [
		"client_scripts/own_municipality.js",
		"client_scripts/area_map.js",
		"client_scripts/area_overview.js",
		"client_scripts/status_report.js",
		"client_scripts/programme_area.js",
	],
	"Stakeholder": [
		"client_scripts/own_municipality.js",
		"client_scripts/stakeholder_duplicates.js",
		"client_scripts/stakeholder_merge.js",
		"client_scripts/follow_ups.js",
	],
	**dict.fromkeys(("Support Request", "Support Offer", "Partner Match"), "client_scripts/matching.js"),
	"Project": "client_scripts/project.js",
	"Customer": ["client_scripts/party.js", "client_scripts/customer.js"],
	"Supplier": ["client_scripts/party.js", "client_scripts/supplier.js"],
	"Lead": ["client_scripts/party.js", "client_scripts/lead.js"],
	"Prospect": ["client_scripts/party.js", "client_scripts/prospect.js"],
	"Contact": ["client_scripts/party.js", "client_scripts/contact.js"],
}
doctype_list_js = {
	"Council Paper": "client_scripts/status_report.js",
	"Programme Area": "client_scripts/area_map.js",
}
doc_events = {
	"Sales Invoice": {
		"validate": "upj_kooperation.overrides.sales_invoice.validate",
		"after_insert": "upj_kooperation.overrides.sales_invoice.after_insert",
		"on_submit": "upj_kooperation.overrides.sales_invoice.on_submit",
		"on_cancel": "upj_kooperation.overrides.sales_invoice.on_cancel",
		"on_trash": "upj_kooperation.overrides.sales_invoice.on_trash",
	},
	"Payment Entry": {
		"on_submit": "upj_kooperation.overrides.payment_entry.on_submit",
		"on_update_after_submit": "upj_kooperation.overrides.payment_entry.on_update_after_submit",
		"on_cancel": "upj_kooperation.overrides.payment_entry.on_cancel",
	},
	"Journal Entry": {
		"validate": "upj_kooperation.overrides.journal_entry.validate",
		"on_submit": "upj_kooperation.overrides.journal_entry.on_submit",
		"before_cancel": "upj_kooperation.overrides.journal_entry.before_cancel",
		"on_cancel": "upj_kooperation.overrides.journal_entry.on_cancel",
	},
	**{
		doctype: {"before_insert": "upj_kooperation.overrides.references.before_insert"}
		for doctype in ("Tag Link", "Document Follow", "Comment")
	},
	"ToDo": {
		"before_insert": "upj_kooperation.overrides.references.before_insert",
		"on_update": "upj_kooperation.overrides.todo.on_update",
	},
	"File": {"validate": "upj_kooperation.overrides.file.validate"},
	"Municipality": dict.fromkeys(
		("on_update", "after_delete"), "upj_kooperation.permissions.forget_own_municipalities"
	),
	"Timesheet": {
		"on_cancel": "upj_kooperation.overrides.timesheet.on_cancel",
		"on_trash": "upj_kooperation.overrides.timesheet.on_trash",
	},
	"Project": {
		"validate": "upj_kooperation.overrides.project.validate",
		"on_trash": "upj_kooperation.overrides.project.on_trash",
	},
	"Task": {
		"validate": "upj_kooperation.overrides.task.validate",
		"on_update": "upj_kooperation.overrides.task.on_update",
		"on_trash": "upj_kooperation.overrides.task.on_trash",
	},
	"Customer": {"after_rename": "upj_kooperation.overrides.customer.after_rename"},
	"Supplier": {"after_rename": "upj_kooperation.overrides.supplier.after_rename"},
	"Lead": {"after_rename": "upj_kooperation.overrides.lead.after_rename"},
	"Prospect": {"after_rename": "upj_kooperation.overrides.prospect.after_rename"},
	"Contact": {
		"on_update": "upj_kooperation.overrides.contact.on_update",
		"after_delete": "upj_kooperation.overrides.contact.after_delete",
		"after_rename": "upj_kooperation.overrides.contact.after_rename",
	},
}
override_whitelisted_methods = {
	"frappe.client.get_count": "upj_kooperation.api.lookups.get_count",
	"frappe.client.validate_link": "upj_kooperation.api.lookups.validate_link",
	"frappe.desk.search.get_link_title": "upj_kooperation.api.lookups.get_link_title",
	"frappe.desk.search.search_link": "upj_kooperation.api.lookups.search_link",
	"frappe.desk.search.search_widget": "upj_kooperation.api.lookups.search_widget",
	"frappe.utils.global_search.search": "upj_kooperation.api.lookups.search_everywhere",
}
# Told which stakeholders begin or cease to count as one giver (stakeholder_relations/one_giver.py).
upj_one_giver_followers = ["upj_kooperation.sponsoring.deciding.decide_anew_for"]
# Told which stakeholders have changed in what others keep of them (stakeholder_relations/followers.py).
upj_stakeholder_followers = ["upj_kooperation.challenge_brokering.offer_tags.refresh_partners"]
# What each module brings to the gap view and the overview of a programme area (stakeholder_relations/gaps.py, figures.py).
upj_gap_sources = [
	"upj_kooperation.stakeholder_relations.gaps.sources",
	"upj_kooperation.cooperation.areas.gap_sources",
]
upj_area_figures = [
	"upj_kooperation.stakeholder_relations.figures.area_figures",
	"upj_kooperation.advisory_services.areas.area_figures",
	"upj_kooperation.cooperation.areas.area_figures",
	"upj_kooperation.sponsoring.areas.area_figures",
]
override_doctype_dashboards = {
	"Project": "upj_kooperation.overrides.project.get_dashboard_data",
}
website_route_rules = [
	{"from_route": "/projektaufrufe/<slug>", "to_route": "projektaufruf"},
	{"from_route": "/projektaufrufe/<slug>/bewerben", "to_route": "bewerben"},
	{"from_route": "/bewerbung/<token>", "to_route": "bewerbung"},
	{"from_route": "/herausforderung/<slug>", "to_route": "herausforderungsgruppe"},
	{"from_route": "/herausforderung/<slug>/anfragen", "to_route": "anfragen"},
	{"from_route": "/anfrage/<token>", "to_route": "anfrage"},
	{"from_route": "/partner/<agreement>", "to_route": "partnervereinbarung"},
	{"from_route": "/partner/<agreement>/<duty>", "to_route": "partnermeldung"},
	{"from_route": "/partner/angebote", "to_route": "partnerangebote"},
	{"from_route": "/partner/angebote/neu", "to_route": "neuesangebot"},
	{"from_route": "/partner/angebote/<offer>", "to_route": "partnerangebot"},
	{"from_route": "/gruppe/anfrage/<request>", "to_route": "gruppenanfrage"},
	{"from_route": "/gruppe/treffen/<meeting>", "to_route": "gruppentreffen"},
	{"from_route": "/gruppe/vermittlung/<match>", "to_route": "gruppenvermittlung"},
	{"from_route": "/projektkarte/<name>", "to_route": "projektkarte"},
]
# The note that a mail went out must not keep a user.
ignore_links_on_delete = ["Daily Digest"]
scheduler_events = {
	"hourly": [
		"upj_kooperation.tasks.announce_mandates",
		"upj_kooperation.tasks.send_call_notices",
		"upj_kooperation.tasks.propose_moving_up",
		"upj_kooperation.tasks.take_up_stakeholder_imports",
		"upj_kooperation.tasks.take_up_receipt_runs",
		"upj_kooperation.matching_tasks.take_up_matching_runs",
		"upj_kooperation.tasks.read_oparl_sources",
	],
	"cron": {
		"*/5 * * * *": [
			"upj_kooperation.tasks.follow_up_intakes",
			"upj_kooperation.tasks.follow_up_requests",
			"upj_kooperation.tasks.open_partner_accesses",
			"upj_kooperation.tasks.follow_group_members",
		],
		# Each hour of a working day: what failed or was missed is made up by the next run.
		"0 6-18 * * 1-5": ["upj_kooperation.tasks.send_daily_digests"],
	},
	"daily": [
		"upj_kooperation.tasks.bring_agreements_into_force",
		"upj_kooperation.tasks.end_agreements_by_notice",
		"upj_kooperation.tasks.drop_duties_of_left_parties",
		"upj_kooperation.tasks.expire_agreements",
		"upj_kooperation.tasks.remind_of_notices",
		"upj_kooperation.tasks.read_payments_back",
		"upj_kooperation.tasks.tell_partners_of_duties",
		"upj_kooperation.tasks.forget_expired_drafts",
		"upj_kooperation.tasks.remind_reviewers",
		"upj_kooperation.matching_tasks.find_partners_of_open_requests",
	],
}
