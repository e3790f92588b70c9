frappe.query_reports["Yearly Report to the Authority"] = {
	filters: [
		{
			fieldname: "municipality",
			label: __("Municipality"),
			fieldtype: "Link",
			options: "Municipality",
			reqd: 1,
		},
		{
			fieldname: "budget_year",
			label: __("Budget Year"),
			fieldtype: "Int",
			default: frappe.datetime.str_to_obj(frappe.datetime.get_today()).getFullYear() - 1,
			reqd: 1,
		},
	],
	onload: (report) =>
		frappe
			.require("/assets/upj_kooperation/js/own_municipality.js")
			.then(() => upj_kooperation.own_municipality.fill(report)),
};
