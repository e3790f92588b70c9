frappe.listview_settings["Donation Receipt Run"] = {
	add_fields: ["status", "left_out"],

	get_indicator(doc) {
		if (doc.status === "Done" && doc.left_out) {
			return [__("Done, Some Left Out"), "orange", "status,=,Done|left_out,>,0"];
		}
		const colours = { New: "gray", Queued: "light-blue", Running: "blue", Done: "green" };
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},
};
