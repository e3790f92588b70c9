"""The page on which a consultant logs a session on the road. It holds no data: those come from `api.phone`."""

import frappe
from frappe import _

from upj_kooperation.advisory_services import phone_page
from upj_kooperation.domain.submission import MAX_FILE_BYTES, MAX_FILES

no_cache = 1
sitemap = 0
LOGIN = f"/login?redirect-to={phone_page.PAGE}"


def get_context(context: frappe._dict) -> None:
	"""Send visitors to the login; fill in addresses and texts. The page is kept on devices, so no user stands in it."""
	if frappe.session.user == "Guest":
		frappe.local.flags.redirect_location = LOGIN
		raise frappe.Redirect(302)
	meta = frappe.get_meta("Session Participant")
	context.update(
		{
			"language": frappe.local.lang,
			"version": phone_page.version(),
			"assets": phone_page.ASSETS,
			"login": LOGIN,
			"sectors": meta.get_options("sector").split("\n"),
			"modes": frappe.get_meta("Advisory Session").get_options("mode").split("\n"),
			"max_files": MAX_FILES,
			"max_megabytes": MAX_FILE_BYTES // 1024 // 1024,
			"texts": texts(),
		}
	)


def texts() -> dict[str, str]:
	"""Return what the scripts say, in the user's language."""
	return {
		"online": _("Connected"),
		"offline": _("No connection. You can go on working; entries are sent later."),
		"sending": _("Sending ..."),
		"waiting": _("Waiting for the connection"),
		"retry_at": _("The server could not be reached. Next attempt at {0}."),
		"unsure": _("The answer got lost. The entry is sent again and counts once."),
		"login": _("Your login has expired. Log in again, then the entry is sent."),
		"foreign": _("Somebody else is logged in now. Entries of {0} are sent after that person logs in again."),
		"refused": _("Not accepted: {0}"),
		"sent": _("Sent: {0}"),
		"saved": _("Kept on this device. It is sent as soon as there is a connection."),
		"changing": _("Opened in the form; it is sent once you save it again"),
		"open": _("Open Session"),
		"log_in": _("Log in", context="page on the phone"),
		"edit": _("Change", context="page on the phone"),
		"discard": _("Discard", context="page on the phone"),
		"discard_sure": _("Discard this entry? It has not been sent."),
		"full": _(
			"The storage of this device is full. Leave this page open until there is a connection, or free up space."
		),
		"insecure": _("This address is not encrypted (https), so nothing can be kept without a connection."),
		"locked": _("Nobody is logged in on this device. Log in as soon as there is a connection."),
		"not_allowed": _("Your user may not log sessions. Ask the administration for the role of a consultant."),
		"no_mandate": _("You have no active mandate. Ask the programme office."),
		"new_version": _("There is a new version of this page."),
		"reload": _("Load new version"),
		"sessions_left": _("{0} of {1} sessions remaining"),
		"hours_left": _("{0} of {1} hours remaining"),
		"not_sent_yet": _("{0} not sent yet"),
		"no_limit": _("No limit agreed"),
		"unnamed": _("without names"),
		"required": _("Please fill in: {0}"),
		"future": _("The date is still to come. Plan the session in the desk instead."),
		"too_many_files": _("Up to {0} files go with a session."),
		"too_large": _("{0} is larger than {1} MB and was left out."),
		"wrong_kind": _("{0} is neither a photo nor a PDF and was left out."),
		"remove": _("Remove {0}"),
		"less": _("One less: {0}"),
		"more": _("One more: {0}"),
		"step": _("Next step {0}"),
		"person": _("Person {0}"),
		"log_out_sure": _("{0} entries are not sent yet. They stay locked on this device until you log in again here."),
	}
