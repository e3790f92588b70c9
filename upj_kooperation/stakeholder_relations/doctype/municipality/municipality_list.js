frappe.listview_settings["Municipality"] = {
	add_fields: ["is_own", "land"],
	get_indicator(doc) {
		return doc.is_own ? [__("Our Own Municipality"), "green", "is_own,=,1"] : [__(doc.land), "gray", `land,=,${doc.land}`];
	},
};
