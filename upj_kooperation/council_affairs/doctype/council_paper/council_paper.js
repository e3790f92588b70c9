frappe.ui.form.on("Council Paper", {
	setup(frm) {
		const of_municipality = () => ({ filters: { municipality: frm.doc.municipality || "" } });
		frm.set_query("programme_area", of_municipality);
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
	if (frm.doc.workflow_state === "Draft" || !frappe.model.can_create("Council Paper")) return;
	frm.add_custom_button(
		__("Draft the Following Report"),
		() =>
			upj_kooperation.council.draft_status_report({
				municipality: frm.doc.municipality,
				programme_area: frm.doc.programme_area,
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
		if (fieldname === "result") return ["Draft", "Scheduled"];
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
