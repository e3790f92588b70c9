frappe.query_reports["Project Partners"] = {
	filters: [
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{ fieldname: "programme_area", label: __("Programme Area"), fieldtype: "Link", options: "Programme Area" },
		{ fieldname: "field_of_action", label: __("Field of Action"), fieldtype: "Link", options: "Field of Action" },
	],
};
