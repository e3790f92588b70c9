frappe.query_reports["Next Steps from Meetings"] = {
	filters: [
		{ fieldname: "programme_area", label: __("Programme Area"), fieldtype: "Link", options: "Programme Area" },
		{ fieldname: "working_group", label: __("Working Group"), fieldtype: "Link", options: "Working Group" },
	],
};
