frappe.listview_settings["Working Group Meeting"] = {
	add_fields: ["status", "meeting_date"],

	get_indicator(doc) {
		if (doc.status === "Held") return [__("Held"), "green", "status,=,Held"];
		if (doc.status === "Cancelled") return [__("Cancelled"), "darkgrey", "status,=,Cancelled"];
		const late = doc.meeting_date < frappe.datetime.get_today();
		return late
			? [__("Not logged yet"), "orange", "status,=,Planned|meeting_date,<,Today"]
			: [__("Planned"), "blue", "status,=,Planned"];
	},
};
