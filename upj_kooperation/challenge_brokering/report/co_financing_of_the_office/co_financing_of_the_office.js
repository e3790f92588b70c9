frappe.query_reports["Co-financing of the Office"] = {
	filters: [
		{ fieldname: "challenge_group", label: __("Challenge Group"), fieldtype: "Link", options: "Challenge Group" },
		{ fieldname: "year", label: __("Year"), fieldtype: "Int" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
	],
};
