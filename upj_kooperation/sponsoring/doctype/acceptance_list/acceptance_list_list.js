frappe.listview_settings["Acceptance List"] = {
	add_fields: ["status"],

	get_indicator(doc) {
		return [__(doc.status), doc.status === "Decided" ? "green" : "orange", `status,=,${doc.status}`];
	},
};
