frappe.listview_settings["Cooperation Project"] = {
	add_fields: ["workflow_state", "end_date"],
	has_indicator_for_draft: true,

	get_indicator(doc) {
		const colours = {
			Idea: "gray",
			Concept: "light-blue",
			Agreed: "blue",
			Running: "green",
			Completed: "purple",
			Transferred: "cyan",
			Abandoned: "darkgrey",
		};
		return [
			__(doc.workflow_state),
			colours[doc.workflow_state] || "gray",
			`workflow_state,=,${doc.workflow_state}`,
		];
	},
};
