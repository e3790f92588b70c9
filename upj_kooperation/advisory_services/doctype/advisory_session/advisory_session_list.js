frappe.listview_settings["Advisory Session"] = {
	add_fields: ["status", "session_date"],

	get_indicator(doc) {
		if (doc.status === "Held") return [__("Held"), "green", "status,=,Held"];
		if (doc.status === "Cancelled") return [__("Cancelled"), "darkgrey", "status,=,Cancelled"];
		const late = doc.session_date < frappe.datetime.get_today();
		return late
			? [__("Not logged yet"), "orange", "status,=,Planned|session_date,<,Today"]
			: [__("Planned"), "blue", "status,=,Planned"];
	},
};
