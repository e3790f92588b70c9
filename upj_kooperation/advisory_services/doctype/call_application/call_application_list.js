frappe.listview_settings["Call Application"] = {
	add_fields: ["workflow_state", "eligible"],
	has_indicator_for_draft: true,

	get_indicator(doc) {
		const colours = {
			Draft: "grey",
			"Handed In": "blue",
			"Under Review": "cyan",
			Shortlisted: "cyan",
			Selected: "green",
			Waitlisted: "orange",
			Rejected: "red",
			Withdrawn: "darkgrey",
		};
		const state = doc.workflow_state;
		return [__(state), colours[state] || "grey", `workflow_state,=,${state}`];
	},
};
