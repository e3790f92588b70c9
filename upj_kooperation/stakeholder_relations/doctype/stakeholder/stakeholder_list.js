frappe.provide("upj_kooperation.stakeholders");

// The board has no field for the reason of a stage: the refusal of the server offers this.
upj_kooperation.stakeholders.state_reason = ({ stakeholder, stage }) => {
	frappe.hide_msgprint(true);
	frappe.prompt(
		{ fieldname: "reason", label: __("Reason"), fieldtype: "Small Text", reqd: 1 },
		({ reason }) =>
			frappe
				.xcall("upj_kooperation.api.stakeholders.advance_stage", { stakeholder, stage, reason })
				.then(() => cur_list.refresh()),
		__(stage),
		__("Save")
	);
};

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
