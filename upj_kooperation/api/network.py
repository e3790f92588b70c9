"""The network page: who is related to whom in a town, in an area or around a stakeholder (F2)."""

import frappe
from frappe import _

from upj_kooperation.domain import network as rules
from upj_kooperation.permissions import own_municipalities, scope_of
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations import network as reader


@frappe.whitelist(methods=["GET"])
def relations(
	municipality: str | None = None,
	programme_area: str | None = None,
	stakeholder: str | None = None,
	depth: int = 2,
) -> dict:
	"""Return the network of one town, area or stakeholder; of the user's own town where none is named.

	depth: steps around a stakeholder, 1 to 3. Returns {scope: {doctype, name, title}, nodes: [{id, label, type,
	sector}], edges: [{id, source, target, kind, strength, from, to}], kinds: {type: [wording of the first side, of the
	other]}, capped}. `capped` says that only the strongest relationships are there: at most 2,000 nodes and 6,000
	edges. The number of queries does not depend on how much there is. Raises PermissionError for what the user may
	not read.
	"""
	refuse(rules.check_depth(depth))
	scope = scope_record(municipality, programme_area, stakeholder)
	if scope.doctype == "Stakeholder":
		network = reader.around(scope.name, depth)
	elif scope.doctype == "Programme Area":
		network = reader.of_area(scope.name)
	else:
		network = reader.of_municipality(scope.name)
	return {"scope": scope, **network}


def scope_record(
	municipality: str | None, programme_area: str | None = None, stakeholder: str | None = None
) -> frappe._dict:
	"""Return {doctype, name, title} of what is looked at. Raises PermissionError where the user may not read it."""
	for doctype, name in (
		("Stakeholder", stakeholder),
		("Programme Area", programme_area),
		("Municipality", municipality or (None if programme_area or stakeholder else _own_town())),
	):
		if name:
			doc = frappe.get_doc(doctype, name)
			doc.check_permission("read")
			return frappe._dict(doctype=doctype, name=doc.name, title=doc.get_title())
	frappe.throw(_("Choose a municipality, a programme area or a stakeholder."), title=_("Please Correct"))


def _own_town() -> str | None:
	scope = scope_of(doctype="Stakeholder")
	towns = scope.municipalities or (own_municipalities() if scope.everything else ())
	return towns[0] if towns else None
