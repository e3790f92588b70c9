frappe.views.calendar["Advisory Session"] = {
	field_map: {
		start: "session_date",
		end: "session_date",
		id: "name",
		title: "subject",
		allDay: "all_day",
		status: "status",
	},
	style_map: { Planned: "info", Held: "success", Cancelled: "default" },
	order_by: "session_date",
	filters: [
		{ fieldname: "municipality", fieldtype: "Link", options: "Municipality", label: __("Municipality") },
		{ fieldname: "status", fieldtype: "Select", options: "Planned\nHeld\nCancelled", label: __("Status") },
	],
};
