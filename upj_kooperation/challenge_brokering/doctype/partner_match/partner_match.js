const API = "upj_kooperation.api.matches";
// Steps that need words: our own step takes the place of the bare action.
const STEPS_WITH_WORDS = { "Log Contact": call, "Carry Out": carry_out, "Let Fail": fail };
const FOLLOW_UPS = [
	["project", "become_project", "Cooperation Project"],
	["agreement", "become_agreement", "Cooperation Agreement"],
	["sponsorship", "become_sponsorship", "Sponsorship"],
];

frappe.ui.form.on("Partner Match", {
	setup(frm) {
		frm.set_query("request", () => ({ filters: { workflow_state: "Accepted" } }));
		frm.set_query("offer", () => ({ filters: { status: "Active" } }));
	},

	refresh(frm) {
		if (frm.is_new() || !frm.perm[0].write) return;
		const state = frm.doc.workflow_state;
		if (["Proposed", "Contacted"].includes(state)) frm.add_custom_button(__("Log Call"), () => call(frm));
		if (["Carried Out", "Closed"].includes(state) && !frm.doc.thanked_on) {
			frm.add_custom_button(__("Send Thanks"), () => take(frm, "send_thanks"));
		}
		if (!["Confirmed", "Carried Out", "Closed"].includes(state)) return;
		FOLLOW_UPS.filter(([field]) => !frm.doc[field]).forEach(([, method, doctype]) =>
			frm.add_custom_button(
				__(doctype),
				() =>
					frappe
						.xcall(`${API}.${method}`, { match: frm.doc.name })
						.then((name) => frappe.set_route("Form", doctype, name)),
				__("Carry on as")
			)
		);
	},

	before_workflow_action(frm) {
		const step = STEPS_WITH_WORDS[frm.selected_workflow_action];
		if (!step) return;
		frappe.dom.unfreeze();
		step(frm);
		return new Promise(() => {});
	},
});

const take = (frm, method, values) =>
	frappe.xcall(`${API}.${method}`, { match: frm.doc.name, ...values }).then(() => frm.reload_doc());

function call(frm) {
	upj_kooperation.matching.log_call(frm.doc.name).then(() => frm.reload_doc());
}

function fail(frm) {
	const kinds = frappe.meta.get_docfield("Partner Match", "failure_kind").options.split("\n");
	frappe.prompt(
		[
			{
				fieldname: "kind",
				label: __("Reason for Failure"),
				fieldtype: "Select",
				options: kinds.map((value) => ({ value, label: __(value) })),
				reqd: 1,
			},
			{ fieldname: "reason", label: __("Why it Came to Nothing"), fieldtype: "Small Text", reqd: 1 },
		],
		(values) => take(frm, "fail", values),
		__("Let Fail"),
		__("Let Fail")
	);
}

function carry_out(frm) {
	frappe.prompt(
		[
			{ fieldname: "hours", label: __("Given Hours"), fieldtype: "Float" },
			{ fieldname: "value", label: __("Value"), fieldtype: "Currency" },
			{ fieldname: "feedback", label: __("Feedback"), fieldtype: "Small Text" },
			{ fieldname: "quote", label: __("Quote"), fieldtype: "Small Text" },
			{ fieldname: "photo_consent", label: __("Photos May Be Published"), fieldtype: "Check" },
		],
		(values) => take(frm, "carry_out", values),
		__("Carry Out"),
		__("Carry Out")
	);
}
