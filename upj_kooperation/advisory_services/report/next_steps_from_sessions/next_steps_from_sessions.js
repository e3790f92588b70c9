frappe.query_reports["Next Steps from Sessions"] = {
	filters: [
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{ fieldname: "programme_area", label: __("Programme Area"), fieldtype: "Link", options: "Programme Area" },
		{ fieldname: "consultant", label: __("Consultant", null, "Advisory Mandate"), fieldtype: "Link", options: "User" },
		{ fieldname: "from_date", label: __("From"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("Until"), fieldtype: "Date" },
	],

	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (column.fieldname === "overdue_days" && data && data.overdue_days > 0) {
			return `<span class="text-danger">${shown}</span>`;
		}
		return shown;
	},
};
