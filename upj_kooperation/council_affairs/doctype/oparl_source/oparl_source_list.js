frappe.listview_settings["OParl Source"] = {
	add_fields: ["status"],

	get_indicator(doc) {
		const colours = { Waiting: "orange", "Being Read": "blue", "Up to Date": "green", Failed: "red" };
		return [__(doc.status), colours[doc.status] || "gray", `status,=,${doc.status}`];
	},
};
