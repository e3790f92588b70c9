frappe.query_reports["Open Duties"] = {
	filters: [
		{
			fieldname: "municipality",
			label: __("Municipality"),
			fieldtype: "Link",
			options: "Municipality",
		},
		{
			fieldname: "cooperation_project",
			label: __("Cooperation Project"),
			fieldtype: "Link",
			options: "Cooperation Project",
		},
		{
			fieldname: "party_name",
			label: __("Party"),
			fieldtype: "Data",
		},
		{
			fieldname: "only_overdue",
			label: __("Only Overdue"),
			fieldtype: "Check",
		},
	],

	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (column.fieldname === "overdue_days" && data && data.overdue_days > 0) {
			return `<span class="text-danger">${shown}</span>`;
		}
		return shown;
	},
};
