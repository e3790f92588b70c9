frappe.listview_settings["Follow-up Run"] = {
	add_fields: ["status"],
	get_indicator(doc) {
		const colours = { Running: "blue", Paused: "orange", Completed: "green", Discontinued: "darkgrey" };
		return [__(doc.status), colours[doc.status] || "gray", `status,=,${doc.status}`];
	},
};
