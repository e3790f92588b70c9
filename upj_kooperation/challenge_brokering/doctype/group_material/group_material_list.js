frappe.listview_settings["Group Material"] = {
	add_fields: ["behind", "changed", "material"],
	get_indicator(doc) {
		if (doc.behind) return [__("Original Has Moved on"), "orange", "behind,=,1"];
		if (doc.material && !doc.changed) return [__("As in the Library"), "green", "changed,=,0"];
		return [__("The Group's Own Text"), "blue", "behind,=,0"];
	},
};
