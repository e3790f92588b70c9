frappe.query_reports["Mandate Quotas"] = {
	filters: [
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{ fieldname: "consultant", label: __("Consultant", null, "Advisory Mandate"), fieldtype: "Link", options: "User" },
		{ fieldname: "call", label: __("Project Call"), fieldtype: "Link", options: "Project Call" },
		{
			fieldname: "status",
			label: __("Status"),
			fieldtype: "Select",
			options: ["", "Active", "Completed", "Terminated"],
			default: "Active",
		},
		{
			fieldname: "group_by",
			label: __("Summed by"),
			fieldtype: "Select",
			options: [
				{ value: "", label: "" },
				{ value: "Municipality", label: __("Municipality") },
				{ value: "Consultant", label: __("Consultant", null, "Advisory Mandate") },
			],
		},
	],

	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		const quota = { sessions_remaining: "quota_sessions", hours_remaining: "quota_hours" }[column.fieldname];
		if (!quota || !data || data[quota] === undefined) return shown;
		if (!data[quota]) return `<span class="text-muted">${__("no limit")}</span>`;
		if (data[column.fieldname] > 0.2 * data[quota]) return shown;
		return `<span class="${data[column.fieldname] > 0 ? "text-warning" : "text-danger"}">${shown}</span>`;
	},
};
