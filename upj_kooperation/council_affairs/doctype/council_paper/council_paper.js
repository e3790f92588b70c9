frappe.ui.form.on("Council Paper", {
	setup(frm) {
		const of_municipality = () => ({ filters: { municipality: frm.doc.municipality || "" } });
		for (const field of ["programme_area", "cooperation_project", "cooperation_agreement", "sponsorship"]) {
			frm.set_query(field, of_municipality);
		}
		frm.set_query("predecessor", () => ({
			filters: { municipality: frm.doc.municipality || "", name: ["!=", frm.doc.name] },
		}));
	},

	refresh(frm) {
		link_sources(frm);
		if (frm.is_new()) return;
		add_buttons(frm);
		lock_content(frm);
		show_headline(frm);
		show_changes(frm);
		propose_result(frm);
	},
});

// The source is stored as text, so that a paper with many facts costs no look-up for each of them.
function link_sources(frm) {
	const formatter = (value, _df, _options, row) => {
		const name = frappe.utils.escape_html(value || "");
		if (!name || !row || !row.source_doctype) return name;
		return `<a href="${frappe.utils.get_form_link(row.source_doctype, value)}">${__(row.source_doctype)} ${name}</a>`;
	};
	frm.fields_dict.facts.grid.update_docfield_property("source_name", "formatter", formatter);
}

function add_buttons(frm) {
	frm.add_custom_button(__("Print as PDF"), () => {
		const method = "/api/method/upj_kooperation.api.council.print_paper";
		window.open(frappe.urllib.get_full_url(`${method}?paper=${encodeURIComponent(frm.doc.name)}`));
	});
	frm.add_custom_button(__("Save as Word File"), () => {
		const method = "/api/method/upj_kooperation.api.council.download_docx";
		window.open(frappe.urllib.get_full_url(`${method}?paper=${encodeURIComponent(frm.doc.name)}`));
	});
	if (frm.doc.workflow_state === "Draft" || !frappe.model.can_create("Council Paper")) return;
	frm.add_custom_button(
		__("Draft the Following Report"),
		() =>
			upj_kooperation.council.draft_status_report({
				municipality: frm.doc.municipality,
				programme_area: frm.doc.programme_area,
				cooperation_project: frm.doc.cooperation_project,
				project_call: frm.doc.project_call,
				predecessor: frm.doc.name,
				subject: frm.doc.subject,
				period_start: frm.doc.period_end
					? frappe.datetime.add_days(frm.doc.period_end, 1)
					: frm.doc.paper_date,
			})
	);
}

// As LOCKED_FIELDS in domain/council_paper.py, which the server holds.
function lock_content(frm) {
	const state = frm.doc.workflow_state || "Draft";
	const open_in = (fieldname) => {
		if (fieldname === "outcome" && state === "Decided" && !frm.doc.outcome) return ["Decided"];
		if (["result", "outcome"].includes(fieldname)) return ["Draft", "Scheduled"];
		if (["meeting_body", "meeting_date"].includes(fieldname)) return ["Draft", "Released", "Scheduled"];
		return ["Draft"];
	};
	for (const df of frm.meta.fields) {
		if (df.read_only || (frappe.model.no_value_type.includes(df.fieldtype) && df.fieldtype !== "Table")) continue;
		frm.set_df_property(df.fieldname, "read_only", open_in(df.fieldname).includes(state) ? 0 : 1);
	}
}

function show_headline(frm) {
	if (frm.doc.workflow_state !== "Scheduled") return;
	const day = frappe.datetime.str_to_user(frm.doc.meeting_date);
	const over = frm.doc.meeting_date <= frappe.datetime.get_today();
	frm.dashboard.set_headline(
		over
			? __("The result of the meeting on {0} is still to be entered.", [day])
			: __("Coming to a Meeting on {0}", [day]),
		over ? "orange" : "blue"
	);
}

// What the records say otherwise than on the day of drafting. The text stays as the clerk left it.
function show_changes(frm) {
	const field = frm.fields_dict.changes_html;
	field.$wrapper.empty();
	if (!frm.doc.drafted_on) return;
	const paper = frm.doc.name;
	const method = "upj_kooperation.api.council.changes_since_draft";
	frappe.call({ method, type: "GET", args: { paper } }).then(({ message: changes }) => {
		if (frm.doc.name !== paper) return;
		field.$wrapper.html(changes.length ? changes_table(changes) : unchanged());
	});
}

function unchanged() {
	return `<p class="text-muted">${__("The records still say what the paper was drafted from.")}</p>`;
}

function changes_table(changes) {
	const escape = frappe.utils.escape_html;
	const source = (row) =>
		row.source_name
			? `<a href="${frappe.utils.get_form_link(row.source_doctype, row.source_name)}">${escape(
					`${__(row.source_doctype)} ${row.source_name}`
			  )}</a>`
			: "";
	const fact = (row) =>
		row.fact_now && row.fact_now !== row.fact ? `${escape(row.fact)} → ${escape(row.fact_now)}` : escape(row.fact);
	const rows = changes.map(
		(row) => `<tr>
			<td>${__(row.kind)}</td><td>${fact(row)}</td>
			<td>${escape(row.then || "–")}</td><td>${escape(row.now || "–")}</td><td>${source(row)}</td>
		</tr>`
	);
	const heads = [__("Kind of Change"), __("Fact"), __("At the Draft"), __("Now"), __("Source of the Fact")];
	return `<p>${__("These facts have changed since the draft. The text of the paper was not touched.")}</p>
		<div class="table-responsive"><table class="table table-bordered upj-changes">
		<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join("")}</tr></thead>
		<tbody>${rows.join("")}</tbody></table></div>`;
}

// What was read over OParl moves nothing: a person looks at it and confirms it.
function propose_result(frm) {
	const doc = frm.doc;
	if (!["Released", "Scheduled"].includes(doc.workflow_state)) return;
	if (doc.oparl_deleted) {
		frm.dashboard.set_headline(__("The council information system has removed this paper. Ask there."), "red");
		return;
	}
	if (!doc.oparl_result) return;
	const day = doc.oparl_meeting_date ? frappe.datetime.str_to_user(doc.oparl_meeting_date) : "–";
	frm.dashboard.set_headline(
		__("The council information system tells a result of {0}: {1}", [
			day,
			frappe.utils.escape_html(doc.oparl_result),
		]),
		"orange"
	);
	if (!frappe.user_roles.includes("Cooperation Manager")) return;
	frm.add_custom_button(__("Confirm Result"), () => {
		const dialog = new frappe.ui.Dialog({
			title: __("Confirm Result"),
			fields: [
				{
					fieldname: "meeting_body",
					fieldtype: "Data",
					label: __("Committee or Council"),
					default: doc.meeting_body || doc.oparl_meeting,
					reqd: 1,
				},
				{
					fieldname: "result",
					fieldtype: "Small Text",
					label: __("Result There"),
					default: doc.oparl_result,
					read_only: 1,
				},
				{
					fieldname: "action",
					fieldtype: "Select",
					label: __("Step"),
					options: ["Decide", "Take Note"].map((value) => ({ value, label: __(value) })),
					default: doc.paper_type === "Decision Paper" ? "Decide" : "Take Note",
					reqd: 1,
				},
				{
					fieldname: "outcome",
					fieldtype: "Select",
					label: __("Decision on the Proposal"),
					options: ["", "As Proposed", "With Changes", "Rejected"].map((value) => ({ value, label: __(value) })),
					depends_on: "eval:doc.action === 'Decide'",
					mandatory_depends_on: "eval:doc.action === 'Decide'",
				},
			],
			primary_action_label: __("Confirm Result"),
			primary_action: ({ action, meeting_body, outcome }) =>
				frappe
					.xcall("upj_kooperation.api.oparl.confirm_result", {
						paper: doc.name,
						action,
						result: doc.oparl_result,
						meeting_body,
						outcome: action === "Decide" ? outcome : null,
					})
					.then(() => {
						dialog.hide();
						frm.reload_doc();
					}),
		});
		dialog.show();
	});
}
