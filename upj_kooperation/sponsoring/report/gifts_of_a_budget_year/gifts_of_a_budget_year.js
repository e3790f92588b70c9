frappe.query_reports["Gifts of a Budget Year"] = {
	filters: [
		{
			fieldname: "budget_year",
			label: __("Budget Year"),
			fieldtype: "Int",
		},
		{
			fieldname: "municipality",
			label: __("Municipality"),
			fieldtype: "Link",
			options: "Municipality",
		},
		{
			fieldname: "giver",
			label: __("Giver"),
			fieldtype: "Link",
			options: "Stakeholder",
		},
		{
			fieldname: "deciding_organ",
			label: __("Deciding Organ"),
			fieldtype: "Select",
			options: [
				"",
				{ value: "Mayor", label: __("Mayor") },
				{ value: "Main Committee", label: __("Main Committee") },
				{ value: "Council", label: __("Council") },
			],
		},
	],
};
