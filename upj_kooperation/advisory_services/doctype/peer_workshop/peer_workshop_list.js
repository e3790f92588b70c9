frappe.listview_settings["Peer Workshop"] = {
	add_fields: ["status"],

	get_indicator(doc) {
		const colour = { Planned: "blue", Held: "green", Cancelled: "darkgrey" }[doc.status];
		return [__(doc.status), colour, `status,=,${doc.status}`];
	},
};
