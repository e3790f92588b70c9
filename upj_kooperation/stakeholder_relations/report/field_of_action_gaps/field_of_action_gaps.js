frappe.query_reports["Field of Action Gaps"] = {
	filters: [
		{
			fieldname: "programme_area",
			label: __("Programme Area"),
			fieldtype: "Link",
			options: "Programme Area",
			reqd: 1,
		},
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		return column.fieldname === "status" && data
			? `<span class="indicator-pill ${data.indicator}">${shown}</span>`
			: shown;
	},
};
