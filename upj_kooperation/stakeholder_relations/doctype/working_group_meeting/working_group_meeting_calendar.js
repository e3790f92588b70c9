frappe.views.calendar["Working Group Meeting"] = {
	field_map: {
		start: "meeting_date",
		end: "meeting_date",
		id: "name",
		title: "subject",
		allDay: "all_day",
		status: "status",
	},
	style_map: { Planned: "info", Held: "success", Cancelled: "default" },
	order_by: "meeting_date",
	filters: [
		{ fieldname: "working_group", fieldtype: "Link", options: "Working Group", label: __("Working Group") },
		{ fieldname: "status", fieldtype: "Select", options: "Planned\nHeld\nCancelled", label: __("Status") },
	],
};
