frappe.listview_settings["Application Intake"] = {
	add_fields: ["status"],

	get_indicator(doc) {
		const colours = { Draft: "grey", "Handed In": "orange", "Taken Over": "green", Declined: "red", Withdrawn: "darkgrey" };
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},
};
