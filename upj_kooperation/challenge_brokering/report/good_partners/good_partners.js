frappe.query_reports["Good Partners"] = {
	filters: [
		{ fieldname: "challenge_group", label: __("Challenge Group"), fieldtype: "Link", options: "Challenge Group" },
		{
			fieldname: "since",
			label: __("Good since"),
			fieldtype: "Date",
			// What came with the last night; empty: all.
			default: frappe.datetime.get_today(),
		},
	],

	onload(report) {
		if (!frappe.user.has_role("Cooperation Manager")) return;
		report.page.add_inner_button(__("Look for Partners Now"), async () => {
			const runs = await frappe.xcall("upj_kooperation.api.matching.find_partners");
			if (runs.length === 1) frappe.set_route("Form", "Matching Run", runs[0]);
			else if (runs.length) frappe.set_route("List", "Matching Run");
			else frappe.msgprint(__("No request is open at the moment."));
		});
	},
};
