frappe.listview_settings["Sponsorship"] = {
	add_fields: ["workflow_state", "deciding_organ", "kind"],
	has_indicator_for_draft: true,

	get_indicator(doc) {
		const colours = {
			Offered: "gray",
			"Kind Decided": "light-blue",
			"Conflict Check": "light-blue",
			"To Be Accepted": "orange",
			Accepted: "blue",
			Declined: "red",
			Withdrawn: "darkgrey",
			Received: "green",
			Closed: "darkgrey",
		};
		return [
			__(doc.workflow_state),
			colours[doc.workflow_state] || "gray",
			`workflow_state,=,${doc.workflow_state}`,
		];
	},
};
