frappe.listview_settings["Stakeholder Relationship"] = {
	add_fields: ["from_date", "to_date"],
	get_indicator(doc) {
		const today = frappe.datetime.get_today();
		if (doc.to_date && doc.to_date < today) return [__("Ended"), "gray", `to_date,<,${today}`];
		if (doc.from_date && doc.from_date > today) return [__("Planned"), "blue", `from_date,>,${today}`];
		return [__("Current"), "green", ""];
	},
};
