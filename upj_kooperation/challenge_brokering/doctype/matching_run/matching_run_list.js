frappe.listview_settings["Matching Run"] = {
	add_fields: ["status", "requests_failed"],

	get_indicator(doc) {
		if (doc.status === "Done" && doc.requests_failed) {
			return [__("Done, Some Failed"), "orange", "status,=,Done|requests_failed,>,0"];
		}
		const colours = { Queued: "light-blue", Running: "blue", Done: "green" };
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},
};
