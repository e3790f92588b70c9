frappe.listview_settings["Sponsor Package"] = {
	add_fields: ["places", "places_taken", "enabled"],

	get_indicator(doc) {
		if (!doc.enabled) {
			return [__("Disabled"), "darkgrey", "enabled,=,0"];
		}
		const free = doc.places - doc.places_taken;
		return free > 0 ? [__("{0} free", [free]), "green", "enabled,=,1"] : [__("Sold Out"), "red", "enabled,=,1"];
	},
};
