frappe.query_reports["Working Groups and Meetings"] = {
	filters: [
		{ fieldname: "programme_area", label: __("Programme Area"), fieldtype: "Link", options: "Programme Area" },
		{ fieldname: "field_of_action", label: __("Field of Action"), fieldtype: "Link", options: "Field of Action" },
		{
			fieldname: "workflow_state",
			label: __("State", null, "Working Group"),
			fieldtype: "Select",
			options: [
				"",
				{ value: "Active", label: __("Active") },
				{ value: "Dormant", label: __("Dormant") },
				{ value: "Closed", label: __("Closed") },
			],
		},
	],
};
