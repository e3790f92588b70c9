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
	}
]

before_install = "upj_kooperation.install.before_install"
after_install = "upj_kooperation.install.after_install"
after_migrate = "upj_kooperation.install.after_migrate"
before_uninstall = "upj_kooperation.uninstall.before_uninstall"
after_uninstall = "upj_kooperation.uninstall.after_uninstall"
before_app_uninstall = "upj_kooperation.uninstall.refuse_to_lose_erpnext"

permission_query_conditions = {
	**dict.fromkeys(FENCES, "upj_kooperation.permissions.query_conditions"),
	**dict.fromkeys(CHILD_TABLES, "upj_kooperation.permissions.child_query_conditions"),
	"File": "upj_kooperation.permissions.file_query_conditions",
}
has_permission = dict.fromkeys(FENCES, "upj_kooperation.permissions.has_permission")

doctype_js = {}
doc_events = {}
override_doctype_dashboards = {}
scheduler_events = {}
