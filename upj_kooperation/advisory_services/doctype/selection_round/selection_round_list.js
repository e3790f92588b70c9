frappe.listview_settings["Selection Round"] = {
	add_fields: ["workflow_state"],
	has_indicator_for_draft: true,

	get_indicator(doc) {
		const colours = { Draft: "grey", Proposed: "orange", Decided: "green" };
		return [__(doc.workflow_state), colours[doc.workflow_state] || "grey", `workflow_state,=,${doc.workflow_state}`];
	},
};
