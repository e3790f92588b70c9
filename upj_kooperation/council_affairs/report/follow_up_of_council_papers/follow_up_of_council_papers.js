frappe.query_reports["Follow-up of Council Papers"] = {
	filters: [
		{
			fieldname: "municipality",
			label: __("Municipality"),
			fieldtype: "Link",
			options: "Municipality",
		},
		{
			fieldname: "programme_area",
			label: __("Programme Area"),
			fieldtype: "Link",
			options: "Programme Area",
			get_query: () => {
				const municipality = frappe.query_report.get_filter_value("municipality");
				return { filters: municipality ? { municipality } : {} };
			},
		},
		{
			fieldname: "with_closed",
			label: __("With Closed Chains"),
			fieldtype: "Check",
		},
	],
};
