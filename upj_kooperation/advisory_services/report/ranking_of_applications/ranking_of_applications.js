frappe.query_reports["Ranking of Applications"] = {
	filters: [
		{ fieldname: "call", label: __("Project Call"), fieldtype: "Link", options: "Project Call", reqd: 1 },
		{ fieldname: "land", label: __("Land"), fieldtype: "Select" },
		{ fieldname: "size_class", label: __("Size Class"), fieldtype: "Select" },
	],

	onload(report) {
		frappe.model.with_doctype("Call Application", () => {
			for (const fieldname of ["land", "size_class"]) {
				const filter = report.get_filter(fieldname);
				filter.df.options = frappe.meta.get_docfield("Call Application", fieldname).options;
				filter.refresh();
			}
		});
		report.page.add_inner_button(__("Excel"), () => {
			const call = report.get_filter_value("call");
			if (!call) return;
			window.open(`/api/method/upj_kooperation.api.reviews.export_ranking?${new URLSearchParams({ call })}`);
		});
	},

	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (column.fieldname === "missing" && data?.missing) return `<span class="text-warning">${shown}</span>`;
		return shown;
	},
};
