frappe.views.calendar["Cooperation Project"] = {
	// The Gantt chart reads the list with the same names; how far a project is follows from its milestones.
	field_map: {
		id: "name",
		start: "start_date",
		end: "end_date",
		title: "project_title",
		allDay: "all_day",
		progress: (project) => project.progress,
	},
	gantt: true,
	get_events_method: "upj_kooperation.api.projects.calendar_events",
	update_event_method: "upj_kooperation.api.projects.move_event",
	options: {
		// A new project is entered on its form, with its theme.
		selectable: false,
		eventClick: (event) => frappe.set_route("Form", "Cooperation Project", event.project),
	},
	get_css_class(event) {
		if (event.kind === "reached") return "success";
		if (event.kind === "project") return "default";
		return event.start < frappe.datetime.get_today() ? "danger" : "warning";
	},
};
