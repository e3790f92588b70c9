"""What every public page of ours needs: address, the site's language, headers, a refusal in words, footer links."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr, sanitize_html

from upj_kooperation import permissions
from upj_kooperation.domain import publication

# Nothing is loaded from elsewhere, nothing runs that does not stand in a file of ours, nobody frames the page.
CONTENT_POLICY = (
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
	" connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

# What Frappe and ERPNext call a site that nobody has named.
NO_NAME = (None, "", "Frappe", "ERPNext")


def begin(context: frappe._dict, title: str, *, secret: bool = False) -> None:
	"""Prepare the page's context. secret: the address itself is the key, so it must not be kept or handed on."""
	settings = frappe.get_cached_doc("Website Settings")
	context.update(
		{
			"no_cache": 1,
			"title": title,
			"page_lang": frappe.local.lang,
			"site_title": settings.app_name if settings.app_name not in NO_NAME else _("Cooperation"),
			"footer_links": [
				{"label": item.label, "url": item.url}
				for item in settings.footer_items or ()
				if item.label and item.url and not item.parent_label
			],
			"secret_page": secret,
			"content_policy": CONTENT_POLICY,
		}
	)


def begin_portal(context: frappe._dict, title: str) -> None:
	"""Prepare a page for people who have an account and no desk; visitors are sent to the login."""
	speak_the_sites_language()
	path = frappe.request.path if frappe.request else ""
	if frappe.session.user == "Guest":
		frappe.local.flags.redirect_location = f"/login?redirect-to={path}"
		raise frappe.Redirect
	begin(context, title, secret=True)
	context.is_portal = True
	context.portal_links = [{**link, "is_here": link["url"] == path} for link in _portal_links()]


def _portal_links() -> list[dict[str, str]]:
	roles = frappe.get_roles()
	links = (
		(permissions.PARTNER, "/partner", _("Our Agreements")),
		(permissions.PARTNER, "/partner/angebote", _("Our Offers")),
		(permissions.GROUP_MEMBER, "/gruppe", _("Our Group")),
	)
	return [{"url": url, "label": label} for role, url, label in links if role in roles]


def speak_the_sites_language() -> None:
	"""Answer in the site's language, in which the office wrote its texts, whatever the visitor's browser asks for."""
	frappe.local.lang = cstr(frappe.db.get_default("lang")) or frappe.local.lang


def free_slug(doctype: str, title: str, without_letters: str) -> str:
	"""Return an address for a record's page that no other record of its DocType has in its field `slug`."""
	slug = publication.slug_of(title, without_letters)
	taken = frappe.get_all(doctype, filters={"slug": ["like", f"{slug}%"]}, pluck="slug", order_by="slug asc")
	return publication.free_slug(slug, taken)


def not_found(context: frappe._dict, message: str) -> None:
	"""Answer 404 with a page that says what is the matter and where to go."""
	begin(context, _("Page not Found"))
	context.http_status_code = 404
	context.missing = message


def text_as_lines(text: Any) -> list[str]:
	"""Return plain text as its paragraphs, for templates."""
	return [line.strip() for line in cstr(text).splitlines() if line.strip()]


def rich_text(text: str | None, above: int) -> str:
	"""Return a text of the office as safe HTML. above: the level of the heading that it stands below."""
	return publication.below_heading(sanitize_html(text or "", always_sanitize=True), above)


def csrf_token() -> str:
	"""Return what a form sends with its post; visitors have no session that somebody could ride on."""
	return "" if frappe.session.user == "Guest" else frappe.sessions.get_csrf_token()
