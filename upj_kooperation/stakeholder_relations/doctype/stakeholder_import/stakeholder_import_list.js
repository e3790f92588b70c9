frappe.listview_settings["Stakeholder Import"] = {
	add_fields: ["status"],
	get_indicator(doc) {
		const colours = {
			New: "gray",
			"With Problems": "orange",
			Ready: "blue",
			Queued: "blue",
			Running: "blue",
			Imported: "green",
			Failed: "red",
		};
		return [__(doc.status), colours[doc.status] || "gray", `status,=,${doc.status}`];
	},
};
