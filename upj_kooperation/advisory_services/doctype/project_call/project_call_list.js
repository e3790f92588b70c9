frappe.listview_settings["Project Call"] = {
	add_fields: ["status", "places", "places_taken", "closes_on"],

	get_indicator(doc) {
		if (doc.status === "Draft") return [__("Draft"), "grey", "status,=,Draft"];
		if (doc.status === "Closed") return [__("Closed"), "darkgrey", "status,=,Closed"];
		const open = doc.closes_on >= frappe.datetime.now_datetime();
		return [__("Published"), open ? "green" : "orange", "status,=,Published"];
	},

	formatters: {
		places_taken: (value, df, doc) => __("{0} of {1} places taken", [cint(value), cint(doc.places)]),
	},
};
