frappe.query_reports["Overdue Sponsoring Invoices"] = {
	filters: [{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" }],
};
