// Dialog that drafts a status report; shared by the list, the form and the programme area.
frappe.provide("upj_kooperation.council");

upj_kooperation.council.draft_status_report = function (defaults) {
	const of_municipality = () => ({ filters: { municipality: dialog.get_value("municipality") || "" } });
	// The report goes on where the last one on the same subject ended.
	const since_last_paper = () => {
		const { municipality, programme_area, project_call, cooperation_project } = dialog.get_values(true) || {};
		if (defaults.predecessor || !municipality) return;
		frappe
			.call({
				method: "upj_kooperation.api.council.last_paper",
				type: "GET",
				args: { municipality, programme_area, project_call, cooperation_project },
			})
			.then(({ message: last }) => {
				if (last.name) dialog.set_values({ predecessor: last.name, period_start: last.period_start });
			});
	};
	const dialog = new frappe.ui.Dialog({
		title: __("Draft Status Report"),
		fields: [
			{
				fieldname: "note",
				fieldtype: "HTML",
				options: `<p class="text-muted">${__(
					"The draft rests on the records of the period. Each draft is a new paper."
				)}</p>`,
			},
			{
				fieldname: "municipality",
				fieldtype: "Link",
				options: "Municipality",
				label: __("Municipality"),
				reqd: 1,
			},
			{
				fieldname: "programme_area",
				fieldtype: "Link",
				options: "Programme Area",
				label: __("Programme Area"),
				get_query: of_municipality,
				onchange: since_last_paper,
			},
			{
				fieldname: "cooperation_project",
				fieldtype: "Link",
				options: "Cooperation Project",
				label: __("Cooperation Project"),
				description: __("Only for a report on this one project."),
				get_query: of_municipality,
				onchange: since_last_paper,
			},
			{
				fieldname: "project_call",
				fieldtype: "Link",
				options: "Project Call",
				label: __("Project Call"),
				description: __("Without an area or a project, the report is about the town's part in this call."),
				onchange: since_last_paper,
			},
			{ fieldname: "period", fieldtype: "Section Break" },
			{
				fieldname: "period_start",
				fieldtype: "Date",
				label: __("Reporting Period from"),
				reqd: 1,
			},
			{ fieldname: "column", fieldtype: "Column Break" },
			{ fieldname: "period_end", fieldtype: "Date", label: __("Reporting Period until"), reqd: 1 },
			{ fieldname: "paper", fieldtype: "Section Break" },
			{
				fieldname: "subject",
				fieldtype: "Data",
				label: __("Subject"),
				description: __("Empty: it follows from the area, the project or the call."),
			},
			{
				fieldname: "predecessor",
				fieldtype: "Link",
				options: "Council Paper",
				label: __("Follows the Paper"),
				get_query: of_municipality,
			},
		],
		primary_action_label: __("Draft Status Report"),
		primary_action: (values) => {
			frappe.call({
				method: "upj_kooperation.api.council.draft_status_report",
				args: values,
				freeze: true,
				freeze_message: __("The report is being drafted from the records …"),
				callback: ({ message }) => {
					if (!message) return;
					dialog.hide();
					frappe.show_alert({ message: __("Drafted {0} from the records", [message]), indicator: "green" });
					frappe.set_route("Form", "Council Paper", message);
				},
			});
		},
	});
	dialog.set_values({
		period_start: `${frappe.datetime.get_today().slice(0, 4)}-01-01`,
		period_end: frappe.datetime.get_today(),
		...defaults,
	});
	dialog.show();
};
