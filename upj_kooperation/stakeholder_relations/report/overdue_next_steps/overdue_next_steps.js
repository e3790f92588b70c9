frappe.query_reports["Overdue Next Steps"] = {
	filters: [
		{
			fieldname: "period",
			label: __("Due until"),
			fieldtype: "Select",
			options: [
				{ value: "Overdue", label: __("Overdue") },
				{ value: "Today", label: __("Today") },
				{ value: "This Week", label: __("This Week") },
				{ value: "Next Four Weeks", label: __("Next Four Weeks") },
			],
			default: "Today",
		},
		{
			fieldname: "relationship_manager",
			label: __("Who"),
			fieldtype: "Link",
			options: "User",
			default: frappe.user.has_role("Cooperation Manager") ? frappe.session.user : undefined,
		},
		{
			fieldname: "engagement_stage",
			label: __("Engagement Stage"),
			fieldtype: "Select",
			options: ["", "Identified", "Contacted", "Interested", "In Talks", "Engaged", "Dormant"].map((stage) => ({
				value: stage,
				label: __(stage),
			})),
		},
		{
			fieldname: "municipality",
			label: __("Municipality"),
			fieldtype: "Link",
			options: "Municipality",
		},
	],

	onload(report) {
		report.page.main.on("click", "button[data-act]", ({ currentTarget: { dataset } }) => {
			const row = report.data[dataset.row];
			const step = { stakeholder: row.name, todo: row.todo, step: row.next_step };
			frappe.require("/assets/upj_kooperation/js/follow_ups.js", () =>
				upj_kooperation.follow_ups[dataset.act](step, () => report.refresh())
			);
		});
	},

	formatter(value, row, column, data, default_formatter) {
		if (column.fieldname === "actions" && data) {
			if (!frappe.model.can_write("Stakeholder") && data.relationship_manager !== frappe.session.user) return "";
			const index = frappe.query_report.data.indexOf(data);
			const button = (act, label) =>
				`<button class="btn btn-xs btn-default" data-act="${act}" data-row="${index}">${label}</button>`;
			return `${button("complete", __("Step Done"))} ${button("postpone", __("Postpone"))}`;
		}
		const shown = default_formatter(value, row, column, data);
		if (column.fieldname === "stakeholder_name" && data) {
			return `<a href="/app/stakeholder/${encodeURIComponent(data.name)}">${shown}</a>`;
		}
		return column.fieldname === "days_overdue" && data && data.days_overdue > 0
			? `<span class="text-danger">${shown}</span>`
			: shown;
	},
};
