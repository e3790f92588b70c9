// The follow-ups of a stakeholder: start a plan with one click, see what is open, done or postponed.
frappe.ui.form.on("Stakeholder", {
	refresh(frm) {
		const field = frm.get_field("follow_ups_html");
		if (frm.is_new()) {
			field.$wrapper.empty();
			return;
		}
		const may_start = frm.perm[0].write && frappe.model.can_create("Follow-up Run");
		if (may_start && frm.doc.engagement_stage !== "Ended") {
			frm.add_custom_button(__("Start Follow-up Plan"), () =>
				with_dialogs((dialogs) => dialogs.start(frm.doc.name, () => frm.reload_doc()))
			);
		}
		if (frm.perm[0].write && frm.doc.next_step) {
			frm.add_custom_button(__("Step Done"), () => act(frm, "complete", own_step(frm)), __("Next Step"));
			frm.add_custom_button(__("Postpone"), () => act(frm, "postpone", own_step(frm)), __("Next Step"));
		}
		if (frappe.model.can_read("Follow-up Run")) show_follow_ups(frm, field.$wrapper);
	},
});

function with_dialogs(then) {
	frappe.require("/assets/upj_kooperation/js/follow_ups.js", () => then(upj_kooperation.follow_ups));
}

function act(frm, what, step) {
	with_dialogs((dialogs) => dialogs[what](step, () => frm.reload_doc()));
}

function own_step(frm) {
	return { stakeholder: frm.doc.name, step: frm.doc.next_step };
}

function show_follow_ups(frm, wrapper) {
	frappe.call({
		method: "upj_kooperation.api.follow_up.runs_of",
		type: "GET",
		args: { stakeholder: frm.doc.name },
		callback({ message: runs }) {
			wrapper.html(
				runs.length
					? runs.map((run) => run_table(frm, run)).join("")
					: `<p class="text-muted">${__("No follow-up plan was started yet.")}</p>`
			);
			wrapper.find("button[data-todo]").on("click", ({ currentTarget: { dataset } }) =>
				act(frm, dataset.act, { stakeholder: frm.doc.name, todo: dataset.todo, step: dataset.step })
			);
		},
	});
}

function run_table(frm, run) {
	const colours = { Running: "blue", Paused: "orange", Completed: "green", Discontinued: "gray" };
	const title = `<a href="/app/follow-up-run/${encodeURIComponent(run.name)}">
		${frappe.utils.escape_html(run.plan)}</a>
		<span class="indicator-pill ${colours[run.status]}">${__(run.status)}</span>
		<span class="text-muted">${frappe.utils.escape_html(run.end_reason || "")}</span>`;
	const rows = run.steps.map((step) => step_row(frm, step)).join("");
	return `<h6>${title}</h6><div class="table-responsive"><table class="table table-bordered table-sm">
		<tbody>${rows}</tbody></table></div>`;
}

function step_row(frm, step) {
	const open = step.status === "Open";
	const late = open && step.due_date < frappe.datetime.get_today();
	const mine = frm.perm[0].write || step.assigned_to === frappe.session.user;
	const task = frappe.utils.escape_html(step.task);
	const button = (act, label) =>
		`<button class="btn btn-xs btn-default" data-act="${act}" data-todo="${encodeURIComponent(step.todo)}"
			data-step="${task}">${label}</button>`;
	return `<tr class="${open ? "" : "text-muted"}">
		<td class="${late ? "text-danger" : ""}">${frappe.datetime.str_to_user(step.due_date)}</td>
		<td>${task}</td>
		<td>${frappe.utils.escape_html(step.full_name || "")}</td>
		<td>${open && mine ? button("complete", __("Step Done")) + " " + button("postpone", __("Postpone")) : __(step.status)}</td>
	</tr>`;
}
