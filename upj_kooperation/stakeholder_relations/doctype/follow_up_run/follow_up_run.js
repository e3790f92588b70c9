frappe.ui.form.on("Follow-up Run", {
	setup(frm) {
		frm.set_query("plan", () => ({ filters: { enabled: 1 } }));
		frm.set_query("stakeholder", () => ({ filters: { engagement_stage: ["!=", "Ended"] } }));
	},

	refresh(frm) {
		for (const property of ["cannot_add_rows", "cannot_delete_rows"]) frm.set_df_property("steps", property, 1);
		if (frm.is_new()) {
			frm.set_intro(__("Saving starts the plan: its to-dos are created."), "blue");
			return;
		}
		if (!frm.perm[0].write) return;
		const { status } = frm.doc;
		if (status === "Running") frm.add_custom_button(__("Pause Follow-up"), () => change(frm, "pause_run"));
		if (status === "Paused") {
			frm.add_custom_button(__("Resume Follow-up"), () => change(frm, "resume_run")).addClass("btn-primary");
		}
		if (["Running", "Paused"].includes(status)) frm.add_custom_button(__("End Follow-up"), () => stop(frm));
	},
});

const API = "upj_kooperation.api.follow_up";

function change(frm, method, values) {
	frappe.xcall(`${API}.${method}`, { run: frm.doc.name, ...values }).then(() => frm.reload_doc());
}

function stop(frm) {
	frappe.prompt(
		{ fieldname: "reason", label: __("Reason"), fieldtype: "Small Text", reqd: 1 },
		(values) => change(frm, "stop_run", values),
		__("End Follow-up"),
		__("End Follow-up")
	);
}
