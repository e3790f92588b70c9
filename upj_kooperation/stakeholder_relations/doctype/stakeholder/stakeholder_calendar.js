frappe.views.calendar["Stakeholder"] = {
	field_map: { id: "event", start: "start", end: "end", title: "title", allDay: "all_day" },
	get_events_method: "upj_kooperation.api.follow_up.calendar_steps",
	update_event_method: "upj_kooperation.api.follow_up.move_step",
	// One step a day is moved, not made longer; a new one belongs to a stakeholder.
	options: { eventDurationEditable: false, selectable: false },
	get_css_class(step) {
		if (step.start < frappe.datetime.get_today()) return "danger";
		return step.plan ? "success" : "default";
	},
};
