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
		if (!data) return shown;
		if (column.fieldname === "status") {
			return `<span class="indicator-pill no-indicator-dot ${data.indicator}">${shown}</span>`;
		}
		const url = (data.urls || {})[column.fieldname];
		return url && value ? `<a href="${frappe.utils.escape_html(url)}">${shown}</a>` : shown;
	},
};
