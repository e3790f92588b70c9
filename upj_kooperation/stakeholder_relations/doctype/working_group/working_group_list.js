frappe.listview_settings["Working Group"] = {
	get_indicator(doc) {
		const colours = { Active: "green", Dormant: "orange", Closed: "darkgrey" };
		const state = doc.workflow_state;
		return [__(state), colours[state] || "gray", `workflow_state,=,${state}`];
	},
};
