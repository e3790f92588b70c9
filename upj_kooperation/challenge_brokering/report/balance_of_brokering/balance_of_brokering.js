// Columns whose figure opens the records behind it, and what it counts there.
const FIGURES = {
	requests: "Requests",
	matches: "Matches",
	carried_out: "Carried Out",
	failed: "Failed",
	deals: "Market Agreements",
	hours: "Given Support",
	value: "Given Support",
	days: "Matches",
};
const in_words = (values) => values.map((value) => ({ value, label: __(value) }));

frappe.query_reports["Balance of Brokering"] = {
	filters: [
		{
			fieldname: "year",
			label: __("Year"),
			fieldtype: "Int",
			default: frappe.datetime.str_to_obj(frappe.datetime.get_today()).getFullYear(),
			reqd: 1,
		},
		{ fieldname: "challenge_group", label: __("Challenge Group"), fieldtype: "Link", options: "Challenge Group" },
		{
			fieldname: "group_by",
			label: __("Sum up by"),
			fieldtype: "Select",
			options: in_words([
				"Field of Action",
				"Programme Area",
				"Partner",
				"Kind of Support",
				"Month",
				"Reason for Failure",
				"Each Record",
			]),
			default: "Field of Action",
		},
		{
			fieldname: "figure",
			label: __("Counts as"),
			fieldtype: "Select",
			options: in_words([
				"",
				"Requests",
				"Matches",
				"Carried Out",
				"Failed",
				"Market Agreements",
				"Given Support",
			]),
			depends_on: "eval:doc.group_by === 'Each Record'",
		},
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{ fieldname: "field_of_action", label: __("Field of Action"), fieldtype: "Link", options: "Field of Action" },
		{ fieldname: "programme_area", label: __("Programme Area"), fieldtype: "Link", options: "Programme Area" },
		{ fieldname: "stakeholder", label: __("Partner"), fieldtype: "Link", options: "Stakeholder" },
		{ fieldname: "kind", label: __("Kind of Support"), fieldtype: "Link", options: "Support Kind" },
		{ fieldname: "month", label: __("Month"), fieldtype: "Int" },
		{
			fieldname: "failure_kind",
			label: __("Reason for Failure"),
			fieldtype: "Select",
			options: in_words([
				"",
				"Partner Declined",
				"Partner Not Reached",
				"Came Too Late",
				"Need Has Ended",
				"Did Not Fit",
				"Other Reason",
			]),
		},
		{
			fieldname: "without",
			label: __("Records Without"),
			fieldtype: "Select",
			options: in_words(["", "Field of Action", "Programme Area", "Partner"]),
		},
	],

	onload(report) {
		const open = (method) => {
			const { year, challenge_group = "", municipality = "" } = report.get_filter_values();
			const query = new URLSearchParams({ year, challenge_group, municipality });
			window.open(`/api/method/upj_kooperation.api.balance.${method}?${query}`);
		};
		report.page.add_inner_button(__("Print for the Council"), () => open("print_balance"));
		report.page.add_inner_button(__("Excel"), () => open("export_balance"));
	},

	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		const figure = data?.market ? "Market Agreements" : FIGURES[column.fieldname.replace("_before", "")];
		if (!figure || column.fieldname === "label" || !data?.records || value === null || value === undefined) return shown;
		const year = cint(frappe.query_report.get_filter_value("year")) - column.fieldname.endsWith("_before");
		const address = `${data.records}&year=${year}&figure=${encodeURIComponent(figure)}`;
		return `<a href="${frappe.utils.escape_html(address)}">${$(`<div>${shown}</div>`).text()}</a>`;
	},
};
