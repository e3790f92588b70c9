frappe.listview_settings["Exchange Request"] = {
	add_fields: ["status"],

	get_indicator(doc) {
		const colour = { Open: "orange", Answered: "green", Closed: "darkgrey" }[doc.status];
		return [__(doc.status), colour, `status,=,${doc.status}`];
	},
};
