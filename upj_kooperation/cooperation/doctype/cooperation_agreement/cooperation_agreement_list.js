frappe.listview_settings["Cooperation Agreement"] = {
	add_fields: ["workflow_state", "end_date", "renewal"],
	has_indicator_for_draft: true,

	get_indicator(doc) {
		const colours = {
			Draft: "gray",
			"Legal Check": "light-blue",
			"Organ Approval": "orange",
			Signing: "blue",
			"In Force": "green",
			Expired: "darkgrey",
			Terminated: "red",
			Replaced: "darkgrey",
		};
		return [
			__(doc.workflow_state),
			colours[doc.workflow_state] || "gray",
			`workflow_state,=,${doc.workflow_state}`,
		];
	},
};
