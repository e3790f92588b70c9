const API = "upj_kooperation.api.requests";
// Steps that need words: our own step takes the place of the bare action.
const STEPS_WITH_WORDS = { Return: ask, Decline: decline, Withdraw: withdraw, "Note the Outcome": value };

frappe.ui.form.on("Support Request", {
	setup(frm) {
		const of_the_town = () => ({ filters: { municipality: frm.doc.municipality || "" } });
		frm.set_query("stakeholder", of_the_town);
		frm.set_query("programme_area", of_the_town);
		frm.set_query("challenge_group", () => ({ filters: { status: "Active" } }));
		frm.set_query("kinds", () => ({ filters: { enabled: 1 } }));
	},

	refresh(frm) {
		// The list is the group's, copied when the request came in.
		frm.set_df_property("checks", "cannot_add_rows", true);
		frm.set_df_property("checks", "cannot_delete_rows", true);
		if (frm.is_new()) return;
		if (frm.doc.stakeholder || !frm.perm[0].write || frm.doc.workflow_state === "Draft") return;
		frm.add_custom_button(__("Find the Organisation"), () => find_organisation(frm));
	},

	before_workflow_action(frm) {
		const step = STEPS_WITH_WORDS[frm.selected_workflow_action];
		const has_question = (frm.doc.questions || []).some((row) => row.question && !row.answer);
		if (!step || (step === ask && has_question)) return;
		frappe.dom.unfreeze();
		step(frm);
		return new Promise(() => {});
	},
});

function in_words(frm, method, fieldname, label, title, description) {
	frappe.prompt(
		{ fieldname, label, fieldtype: "Small Text", reqd: 1, description },
		(values) =>
			frappe
				.xcall(`${API}.${method}`, { request: frm.doc.name, ...values })
				.then(() => frm.reload_doc()),
		title,
		title
	);
}

function ask(frm) {
	in_words(
		frm,
		"ask",
		"question",
		__("Question to the Organisation"),
		__("Ask the Organisation"),
		__("The organisation gets to read it by mail and answers it on its page.")
	);
}

function decline(frm) {
	in_words(
		frm,
		"decline",
		"reason",
		__("Why it is Declined"),
		__("Decline"),
		__("The organisation gets to read it.")
	);
}

function withdraw(frm) {
	in_words(frm, "withdraw", "reason", __("Why it was Withdrawn"), __("Withdraw"));
}

function value(frm) {
	in_words(
		frm,
		"value",
		"valuation",
		__("Result of the Support"),
		__("Note the Outcome"),
		__("What came of it, in a few sentences.")
	);
}

async function find_organisation(frm) {
	const found = await frappe.xcall(`${API}.similar_organisations`, { request: frm.doc.name });
	const link = (stakeholder) =>
		frappe
			.xcall(`${API}.link_organisation`, { request: frm.doc.name, stakeholder })
			.then(() => frm.reload_doc());
	if (!found.length) {
		frappe.confirm(
			__("There is no stakeholder like {0} yet. Make one with the contact of this request?", [
				frappe.utils.escape_html(frm.doc.organisation_name).bold(),
			]),
			() => link("")
		);
		return;
	}
	const made = __("None of these: make a new one");
	const options = found.map(({ name, stakeholder_name, reasons }) => ({
		value: name,
		label: `${stakeholder_name} (${name}): ${reasons.join(", ")}`,
	}));
	frappe.prompt(
		{
			fieldname: "stakeholder",
			label: __("Which of these is {0}?", [frm.doc.organisation_name]),
			fieldtype: "Select",
			options: [...options, { value: "new", label: made }],
			default: found[0].name,
			reqd: 1,
		},
		({ stakeholder }) => link(stakeholder === "new" ? "" : stakeholder),
		__("Find the Organisation"),
		__("Link the Organisation")
	);
}
