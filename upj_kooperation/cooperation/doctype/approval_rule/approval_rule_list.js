frappe.listview_settings["Approval Rule"] = {
	add_fields: ["enabled", "checked_on"],

	get_indicator(doc) {
		if (!doc.enabled) {
			return [__("Disabled"), "gray", "enabled,=,0"];
		}
		return doc.checked_on
			? [__("Checked"), "green", "checked_on,is,set"]
			: [__("Not Checked Yet"), "orange", "checked_on,is,not set"];
	},
};
