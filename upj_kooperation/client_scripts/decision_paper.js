// One click from an agreement or a gift to the paper by which the council decides on it.
const undecided = {
	"Cooperation Agreement": ["Draft", "Legal Check", "Organ Approval"],
	Sponsorship: ["Offered", "Kind Decided", "Conflict Check", "To Be Accepted"],
};

function add_decision_paper(frm) {
	if (frm.is_new() || frm.doc.docstatus || frm.doc.council_paper || !frm.perm[0].write) return;
	const states = undecided[frm.doctype];
	if (!states.includes(frm.doc.workflow_state || states[0])) return;
	if (!frappe.model.can_create("Council Paper")) return;
	frm.add_custom_button(__("Draft Decision Paper"), () =>
		frappe
			.xcall("upj_kooperation.api.council.draft_decision_paper", {
				reference_doctype: frm.doctype,
				reference_name: frm.doc.name,
			})
			.then((paper) => frappe.set_route("Form", "Council Paper", paper))
	);
}

frappe.ui.form.on("Cooperation Agreement", { refresh: add_decision_paper });
frappe.ui.form.on("Sponsorship", { refresh: add_decision_paper });
