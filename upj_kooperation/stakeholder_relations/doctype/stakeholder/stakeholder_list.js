frappe.listview_settings["Stakeholder"] = {
	add_fields: ["engagement_stage", "next_step_date"],
	get_indicator(doc) {
		const colours = {
			Identified: "gray",
			Contacted: "blue",
			Interested: "yellow",
			"In Talks": "orange",
			Engaged: "green",
			Dormant: "purple",
			Ended: "darkgrey",
		};
		const stage = doc.engagement_stage;
		return [__(stage), colours[stage] || "gray", `engagement_stage,=,${stage}`];
	},
	onload(listview) {
		listview.page.add_inner_button(__("Overdue Next Steps"), () =>
			frappe.set_route("query-report", "Overdue Next Steps")
		);
		if (frappe.model.can_create("Stakeholder Import")) {
			listview.page.add_inner_button(__("Import List"), () => frappe.new_doc("Stakeholder Import"));
		}
	},
};
