"""What ERPNext knows about a giver as a supplier of the municipality (F26)."""

import frappe

from upj_kooperation.domain.conflict import SupplierTie


def supplier_tie(giver: str) -> SupplierTie | None:
	"""Return the supplier that the giver is, or one of the same name, or None.

	Looks at the giver's business partner, at ERPNext's Party Links from its Customer to a Supplier, and at the names.
	The answer does not depend on the user's right to read suppliers: the question must be put to everybody.
	"""
	row = frappe.db.get_value("Stakeholder", giver, ["party_type", "party", "stakeholder_name"], as_dict=True)
	if not row:
		return None
	if row.party_type == "Supplier" and row.party:
		return SupplierTie(row.party, certain=True)
	if row.party_type == "Customer" and (linked := _linked_supplier(row.party)):
		return SupplierTie(linked, certain=True)
	namesake = frappe.db.get_value("Supplier", {"supplier_name": row.stakeholder_name}, "name", order_by="name asc")
	return SupplierTie(namesake, certain=False) if namesake else None


def _linked_supplier(customer: str) -> str | None:
	return frappe.db.get_value(
		"Party Link",
		{"primary_role": "Customer", "primary_party": customer, "secondary_role": "Supplier"},
		"secondary_party",
		order_by="name asc",
	) or frappe.db.get_value(
		"Party Link",
		{"primary_role": "Supplier", "secondary_party": customer, "secondary_role": "Customer"},
		"primary_party",
		order_by="name asc",
	)
