frappe.listview_settings["Application Review"] = {
	add_fields: ["status", "due_date", "score"],

	get_indicator(doc) {
		const colours = { Assigned: "blue", Reopened: "orange", "Handed In": "green", "Conflict of Interest": "grey" };
		const late = ["Assigned", "Reopened"].includes(doc.status) && doc.due_date < frappe.datetime.get_today();
		return [__(doc.status), late ? "red" : colours[doc.status], `status,=,${doc.status}`];
	},

	formatters: {
		score: (value, df, doc) => (doc.status === "Handed In" ? format_number(value) : ""),
	},
};
