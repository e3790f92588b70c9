frappe.provide("upj_kooperation.projects");

// The board has no field for the reason: the refusal of the server offers this.
upj_kooperation.projects.state_reason = ({ cooperation_project }) => {
	frappe.hide_msgprint(true);
	frappe.prompt(
		{ fieldname: "reason", label: __("Why is the project abandoned?"), fieldtype: "Small Text", reqd: 1 },
		({ reason }) =>
			frappe
				.xcall("upj_kooperation.api.projects.abandon_project", { cooperation_project, reason })
				.then(() => cur_list.refresh()),
		__("Abandon Project"),
		__("Abandon")
	);
};

frappe.listview_settings["Cooperation Project"] = {
	add_fields: ["workflow_state", "start_date", "end_date", "progress"],
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
