frappe.views.calendar["Advisory Session"] = {
	field_map: { start: "start", end: "end", id: "name", title: "subject", allDay: "all_day", status: "status" },
	get_events_method: "upj_kooperation.api.sessions.session_events",
	update_event_method: "upj_kooperation.api.sessions.move_session",
	// The calendar knows these four names of colours alone.
	get_css_class(event) {
		return { Held: "success", Cancelled: "danger" }[event.status] || "default";
	},
	order_by: "session_date",
	filters: [
		{ fieldname: "municipality", fieldtype: "Link", options: "Municipality", label: __("Municipality") },
		{ fieldname: "status", fieldtype: "Select", options: "Planned\nHeld\nCancelled", label: __("Status") },
	],
};
