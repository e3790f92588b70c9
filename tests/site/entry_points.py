"""The ways into a record, called as the web does: through Frappe's handler, with its hooks and checks of methods."""

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import frappe.handler
from frappe.utils import set_request

Reader = Callable[[str, str], bool]
NO_ACCESS = (frappe.PermissionError, frappe.DoesNotExistError, frappe.AuthenticationError)


def call(command: str, method: str = "POST", **arguments: Any) -> Any:
	"""Call a whitelisted function by its path as the session's user; what it answers in the response comes with it."""
	set_request(method=method, path=f"/api/method/{command}")
	frappe.local.form_dict = frappe._dict({key: value for key, value in arguments.items() if value is not None})
	frappe.local.response = frappe._dict(docs=[])
	frappe.local.form_dict.cmd = command
	return frappe.handler.execute_cmd(command)


def page(show: Callable[[Any], None], **form: str) -> Any:
	"""Fill a page of the web as the session's user and return its context; pages speak the site's language."""
	context = frappe._dict()
	frappe.form_dict.update(form)
	# What a request's session would bring.
	frappe.session.data.csrf_token = "Seite"
	show(context)
	frappe.local.lang = "en"
	return context


@contextlib.contextmanager
def acting_as(user: str) -> Iterator[None]:
	"""Be another user for a while, and undo what was written meanwhile."""
	before = frappe.session.user
	frappe.set_user(user)
	frappe.db.savepoint("acting")
	try:
		yield
	finally:
		frappe.db.rollback(save_point="acting")
		frappe.set_user(before)
		frappe.local.message_log = []
		frappe.flags.error_message = None


def is_allowed(action: Callable[[], Any]) -> bool:
	"""Say whether an action passes the permission checks; what then proves incomplete or contradictory has passed."""
	frappe.local.message_log = []
	try:
		return action() is not False
	except NO_ACCESS:
		return False
	except frappe.ValidationError:
		return True


def names(rows: Any) -> set[str]:
	"""Return the names in a list of rows, whatever form they have."""
	if isinstance(rows, dict):
		index = rows["keys"].index("name")
		return {row[index] for row in rows["values"]}
	return {row["name"] if isinstance(row, dict) else row[0] for row in rows or ()}


def _filters(name: str) -> str:
	return json.dumps({"name": name})


def by_list(doctype: str, name: str) -> bool:
	"""REST list, get_list."""
	return name in names(call("frappe.client.get_list", doctype=doctype, filters=_filters(name)))


def by_link_search(doctype: str, name: str) -> bool:
	"""The suggestions of a link field, asked in both ways."""
	fenced = call("frappe.desk.search.search_link", doctype=doctype, txt=name)
	loose = call("frappe.desk.search.search_link", doctype=doctype, txt=name, ignore_user_permissions="1")
	wide = call("frappe.desk.search.search_widget", doctype=doctype, txt=name, ignore_user_permissions="1")
	return name in {row["value"] for row in [*fenced, *loose]} | {row[0] for row in wide}


def by_report_view(doctype: str, name: str) -> bool:
	"""The list page and the report builder."""
	rows = call("frappe.desk.reportview.get", doctype=doctype, fields='["name"]', filters=_filters(name))
	return bool(rows) and name in names(rows)


def by_export(doctype: str, name: str) -> bool:
	"""The export of a list as CSV."""
	# Outside of tests Frappe commits its note of the export.
	frappe.flags.in_test = True
	try:
		call(
			"frappe.desk.reportview.export_query",
			doctype=doctype,
			title=doctype,
			fields=json.dumps([f"`tab{doctype}`.`name`"]),
			filters=_filters(name),
			file_format_type="CSV",
		)
	finally:
		frappe.flags.in_test = False
	return name in str(frappe.local.response.get("filecontent") or frappe.local.response.get("result") or "")


def by_count(doctype: str, name: str) -> bool:
	"""The count of a list, and the count that answers to everybody on the bare platform."""
	listed = call("frappe.desk.reportview.get_count", doctype=doctype, filters=_filters(name), fields="[]")
	return bool(listed or call("frappe.client.get_count", doctype=doctype, filters=_filters(name)))


def by_grouped_count(doctype: str, name: str) -> bool:
	"""The counts beside a list."""
	rows = call(
		"frappe.desk.listview.get_group_by_count",
		doctype=doctype,
		current_filters=json.dumps([[doctype, "name", "=", name]]),
		field="owner",
	)
	return bool(sum(row.count for row in rows))


def by_form(doctype: str, name: str) -> bool:
	"""The form with its comments and attachments."""
	call("frappe.desk.form.load.getdoc", doctype=doctype, name=name)
	return any(doc.name == name for doc in frappe.response.docs)


def by_docinfo(doctype: str, name: str) -> bool:
	"""What stands around the form."""
	call("frappe.desk.form.load.get_docinfo", doctype=doctype, name=name)
	return "docinfo" in frappe.response


def by_get(doctype: str, name: str) -> bool:
	"""client.get."""
	return call("frappe.client.get", doctype=doctype, name=name)["name"] == name


def by_get_value(doctype: str, name: str) -> bool:
	"""client.get_value."""
	return bool(call("frappe.client.get_value", doctype=doctype, fieldname="name", filters=_filters(name)))


def by_validate_link(doctype: str, name: str) -> bool:
	"""What a link field asks when its value changes."""
	return bool(call("frappe.client.validate_link", doctype=doctype, docname=name).get("name"))


def by_link_title(doctype: str, name: str) -> bool:
	"""The title that a link shows instead of the name."""
	title = call("frappe.desk.search.get_link_title", doctype=doctype, docname=name)
	if not frappe.get_meta(doctype).show_title_field_in_link:
		return frappe.has_permission(doctype, "read", name)
	return title != name


def by_preview(doctype: str, name: str) -> bool:
	"""The card that appears above a link."""
	if not frappe.get_meta(doctype).show_preview_popup:
		return frappe.has_permission(doctype, "read", name)
	return bool(call("frappe.desk.link_preview.get_preview_data", doctype=doctype, docname=name))


def by_permission_question(doctype: str, name: str) -> bool:
	"""client.has_permission."""
	return call("frappe.client.has_permission", doctype=doctype, docname=name)["has_permission"]


def by_print(doctype: str, name: str) -> bool:
	"""The print view."""
	return bool(call("frappe.www.printview.get_html_and_style", doc=doctype, name=name)["html"])


READERS: tuple[Reader, ...] = (
	by_list,
	by_link_search,
	by_report_view,
	by_count,
	by_grouped_count,
	by_form,
	by_docinfo,
	by_get,
	by_get_value,
	by_validate_link,
	by_link_title,
	by_preview,
	by_permission_question,
)


def title_field(doctype: str) -> str:
	"""Return a plain field of a DocType that may be changed."""
	meta = frappe.get_meta(doctype)
	editable = [
		df.fieldname
		for df in meta.fields
		if df.fieldtype in ("Data", "Small Text", "Text Editor")
		and not df.read_only
		and not df.unique
		and not df.options
	]
	return meta.title_field if meta.title_field in editable else next(iter(editable), meta.fields[0].fieldname)


def touch(doctype: str, name: str) -> Any:
	"""client.set_value on a plain field."""
	return call("frappe.client.set_value", doctype=doctype, name=name, fieldname=title_field(doctype), value="Geändert")


def touch_as_form(doctype: str, name: str) -> Any:
	"""The desk's save."""
	doc = frappe.get_doc(doctype, name).as_dict(convert_dates_to_str=True)
	doc[title_field(doctype)] = "Geändert"
	return call("frappe.desk.form.save.savedocs", doc=frappe.as_json(doc), action="Save")


def delete(doctype: str, name: str) -> Any:
	"""client.delete; that others link to the record does not matter here."""
	with contextlib.suppress(frappe.LinkExistsError):
		call("frappe.client.delete", doctype=doctype, name=name)


def tag(doctype: str, name: str) -> Any:
	"""Add a tag. Frappe stumbles over its own refusal."""
	try:
		return call("frappe.desk.doctype.tag.tag.add_tag", tag="merken", dt=doctype, dn=name)
	except IndexError:
		return False


INTRUSIONS: dict[str, Callable[[str, str], Any]] = {
	"comment": lambda doctype, name: call(
		"frappe.desk.form.utils.add_comment",
		reference_doctype=doctype,
		reference_name=name,
		content="Hallo",
		comment_email="a@b.example",
		comment_by="A",
	),
	"assign": lambda doctype, name: call(
		"frappe.desk.form.assign_to.add",
		doctype=doctype,
		name=name,
		assign_to=json.dumps([frappe.session.user]),
		description="Aufgabe",
	),
	"share to oneself": lambda doctype, name: call(
		"frappe.share.add", doctype=doctype, name=name, user=frappe.session.user
	),
	"tag": tag,
	"like": lambda doctype, name: call("frappe.desk.like.toggle_like", doctype=doctype, name=name, add="Yes"),
	"follow": lambda doctype, name: frappe.get_doc(
		{"doctype": "Document Follow", "ref_doctype": doctype, "ref_docname": name, "user": frappe.session.user}
	).insert(),
	"to-do": lambda doctype, name: frappe.get_doc(
		{"doctype": "ToDo", "description": "Aufgabe", "reference_type": doctype, "reference_name": name}
	).insert(),
	"steps of the workflow": lambda doctype, name: call(
		"frappe.model.workflow.get_transitions", doc=json.dumps({"doctype": doctype, "name": name})
	),
}
