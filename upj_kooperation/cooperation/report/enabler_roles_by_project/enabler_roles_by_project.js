frappe.query_reports["Enabler Roles by Project"] = {
	filters: [
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{ fieldname: "programme_area", label: __("Programme Area"), fieldtype: "Link", options: "Programme Area" },
		{ fieldname: "without_area", label: __("Without Programme Area"), fieldtype: "Check" },
		{
			fieldname: "role",
			label: __("Role"),
			fieldtype: "Select",
			options: [
				"",
				{ value: "Initiator", label: __("Initiator") },
				{ value: "Door Opener", label: __("Door Opener") },
				{ value: "Coordinator", label: __("Coordinator") },
				{ value: "Co-funder", label: __("Co-funder") },
				{ value: "Gives Rooms", label: __("Gives Rooms") },
				{ value: "Political Backing", label: __("Political Backing") },
			],
		},
		{ fieldname: "year", label: __("Year"), fieldtype: "Int" },
	],
};
