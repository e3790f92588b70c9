frappe.query_reports["Notices to the Authority"] = {
	filters: [
		{
			fieldname: "municipality",
			label: __("Municipality"),
			fieldtype: "Link",
			options: "Municipality",
			reqd: 1,
		},
		{ fieldname: "only_open", label: __("Only Open Ones"), fieldtype: "Check", default: 1 },
	],
	onload: (report) =>
		frappe
			.require("/assets/upj_kooperation/js/own_municipality.js")
			.then(() => upj_kooperation.own_municipality.fill(report)),
};
