// Dialogs for steps that are due, shared by the stakeholder's form and the list of the morning.
frappe.provide("upj_kooperation.follow_ups");

(() => {
	const API = "upj_kooperation.api.follow_up";

	upj_kooperation.follow_ups.start = (stakeholder, then) => {
		const dialog = new frappe.ui.Dialog({
			title: __("Start Follow-up Plan"),
			fields: [
				{
					fieldname: "plan",
					label: __("Follow-up Plan"),
					fieldtype: "Link",
					options: "Follow-up Plan",
					reqd: 1,
					get_query: () => ({ filters: { enabled: 1 } }),
					onchange: () => preview(dialog, stakeholder),
				},
				{
					fieldname: "start_date",
					label: __("Starts on"),
					fieldtype: "Date",
					reqd: 1,
					default: frappe.datetime.get_today(),
					onchange: () => preview(dialog, stakeholder),
				},
				{ fieldname: "preview", fieldtype: "HTML" },
			],
			primary_action_label: __("Start the Plan"),
			primary_action({ plan, start_date }) {
				dialog.disable_primary_action();
				frappe
					.xcall(`${API}.start_plan`, { stakeholder, plan, start_date })
					.then(() => {
						dialog.hide();
						frappe.show_alert({ message: __("The plan has started."), indicator: "green" });
						then();
					})
					.catch(() => dialog.enable_primary_action());
			},
		});
		dialog.show();
	};

	upj_kooperation.follow_ups.complete = (step, then) => {
		if (step.todo) {
			frappe
				.xcall(`${API}.complete_step`, { stakeholder: step.stakeholder, todo: step.todo })
				.then(() => say_done(then));
			return;
		}
		const dialog = new frappe.ui.Dialog({
			title: __("Done: {0}", [frappe.utils.escape_html(step.step)]),
			fields: [
				{ fieldname: "next_step", label: __("What is the Next Step?"), fieldtype: "Data" },
				{
					fieldname: "next_step_date",
					label: __("Next Step on"),
					fieldtype: "Date",
					mandatory_depends_on: "next_step",
				},
			],
			primary_action_label: __("Step Done"),
			primary_action({ next_step, next_step_date }) {
				frappe
					.xcall(`${API}.complete_step`, { stakeholder: step.stakeholder, next_step, next_step_date })
					.then(() => {
						dialog.hide();
						say_done(then);
					});
			},
		});
		dialog.show();
	};

	upj_kooperation.follow_ups.postpone = (step, then) => {
		frappe.prompt(
			{
				fieldname: "day",
				label: __("Postpone to"),
				fieldtype: "Date",
				reqd: 1,
				default: frappe.datetime.add_days(frappe.datetime.get_today(), 7),
			},
			({ day }) =>
				frappe
					.xcall(`${API}.postpone_step`, { stakeholder: step.stakeholder, todo: step.todo, day })
					.then((moved) => {
						upj_kooperation.follow_ups.hint(moved);
						then();
					}),
			frappe.utils.escape_html(step.step),
			__("Postpone")
		);
	};

	upj_kooperation.follow_ups.hint = (moved) => {
		const day = frappe.datetime.str_to_user(moved.day);
		frappe.show_alert(
			moved.day_off
				? {
						message: __("Postponed to {0}. Nobody works on that day: {1}", [
							day,
							frappe.utils.escape_html(moved.day_off),
						]),
						indicator: "orange",
				  }
				: { message: __("Postponed to {0}", [day]), indicator: "green" }
		);
	};

	function say_done(then) {
		frappe.show_alert({ message: __("Marked as done."), indicator: "green" });
		then();
	}

	function preview(dialog, stakeholder) {
		const { plan, start_date } = dialog.get_values(true);
		const wrapper = dialog.get_field("preview").$wrapper.empty();
		if (!plan || !start_date) return;
		frappe.call({
			method: `${API}.preview_plan`,
			type: "GET",
			args: { stakeholder, plan, start_date },
			callback: ({ message: steps }) => wrapper.html(step_table(steps)),
		});
	}

	function step_table(steps) {
		const body = steps
			.map(
				(step) => `<tr>
					<td>${frappe.datetime.str_to_user(step.due_date)}</td>
					<td>${frappe.utils.escape_html(step.task)}</td>
					<td>${frappe.utils.escape_html(step.full_name)}</td>
				</tr>`
			)
			.join("");
		const head = [__("Due on"), __("What is to be Done"), __("Who")].map((label) => `<th>${label}</th>`).join("");
		return `<table class="table table-bordered table-sm"><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
	}
})();
