frappe.listview_settings["Council Paper"] = {
	add_fields: ["workflow_state", "meeting_date"],
	has_indicator_for_draft: true,

	get_indicator(doc) {
		const colours = {
			Draft: "gray",
			Released: "blue",
			Scheduled: "orange",
			Noted: "green",
			Decided: "green",
			"Followed Up": "darkgrey",
		};
		const state = doc.workflow_state || "Draft";
		return [__(state), colours[state] || "gray", `workflow_state,=,${state}`];
	},

	onload(listview) {
		if (!frappe.model.can_create("Council Paper")) return;
		listview.page.add_inner_button(__("Draft Status Report"), () =>
			upj_kooperation.council.draft_status_report({})
		);
	},
};
