frappe.listview_settings["Support Request"] = {
	add_fields: ["workflow_state", "needed_by"],
	has_indicator_for_draft: true,

	get_indicator(doc) {
		const colours = {
			Draft: "gray",
			Received: "orange",
			Returned: "yellow",
			Accepted: "blue",
			Declined: "red",
			Brokered: "light-blue",
			Done: "green",
			Valued: "purple",
			Withdrawn: "darkgrey",
		};
		return [
			__(doc.workflow_state),
			colours[doc.workflow_state] || "gray",
			`workflow_state,=,${doc.workflow_state}`,
		];
	},
};
