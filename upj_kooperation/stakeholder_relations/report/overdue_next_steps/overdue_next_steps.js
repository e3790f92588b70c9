frappe.query_reports["Overdue Next Steps"] = {
	filters: [
		{
			fieldname: "municipality",
			label: __("Municipality"),
			fieldtype: "Link",
			options: "Municipality",
		},
		{
			fieldname: "relationship_manager",
			label: __("Relationship Manager"),
			fieldtype: "Link",
			options: "User",
		},
		{
			fieldname: "engagement_stage",
			label: __("Engagement Stage"),
			fieldtype: "Select",
			options: ["", "Identified", "Contacted", "Interested", "In Talks", "Engaged", "Dormant"],
		},
	],
};
