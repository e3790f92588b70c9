frappe.query_reports["Notices to the Authority"] = {
	filters: [
		{
			fieldname: "municipality",
			label: __("Municipality"),
			fieldtype: "Link",
			options: "Municipality",
			reqd: 1,
		},
		{ fieldname: "only_open", label: __("Only Open Ones"), fieldtype: "Check", default: 1 },
	],
};
