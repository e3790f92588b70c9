frappe.query_reports["Pledged and Delivered"] = {
	filters: [
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{
			fieldname: "cooperation_project",
			label: __("Cooperation Project"),
			fieldtype: "Link",
			options: "Cooperation Project",
		},
		{
			fieldname: "contribution_kind",
			label: __("Kind of Contribution"),
			fieldtype: "Select",
			options: [
				{ value: "", label: "" },
				{ value: "Money", label: __("Money") },
				{ value: "Goods", label: __("Goods") },
				{ value: "Working Time", label: __("Working Time") },
				{ value: "Rooms", label: __("Rooms") },
				{ value: "Know-how", label: __("Know-how") },
			],
		},
		{ fieldname: "only_open", label: __("Only What is Missing"), fieldtype: "Check" },
	],
};
