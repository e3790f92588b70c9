const API = "upj_kooperation.api.cooperation";
const TEXT_API = "upj_kooperation.api.agreements";

frappe.ui.form.on("Cooperation Agreement", {
	setup(frm) {
		const of_the_town = () => ({ filters: { municipality: frm.doc.municipality || "" } });
		frm.set_query("cooperation_project", of_the_town);
		frm.set_query("council_paper", of_the_town);
		frm.set_query("stakeholder", "parties", of_the_town);
		frm.set_query("agreement_template", () => ({ filters: { enabled: 1 } }));
	},

	refresh(frm) {
		offer_parties(frm);
		show_standing(frm);
		show_duties(frm);
		show_versions(frm);
		if (!frm.is_new() && frm.perm[0].print) {
			frm.page.add_menu_item(__("PDF for Signing"), () => print_copies(frm));
		}
		if (
			frm.doc.workflow_state === "In Force" &&
			frm.doc.renewal === "By Decision" &&
			frappe.user.has_role("Cooperation Approver")
		) {
			frm.add_custom_button(__("Renew Agreement"), () => renew(frm));
		}
		if (!frappe.user.has_role("Cooperation Manager")) {
			return;
		}
		const state = frm.doc.workflow_state;
		if (state === "Draft" && !frm.is_new()) {
			frm.add_custom_button(__("Insert Clauses"), () => insert_clauses(frm));
		}
		if (state === "Signing" && unsigned(frm).length) {
			frm.add_custom_button(__("Record Signature"), () => record_signature(frm));
		}
		if (frm.doc.parties.some((row) => row.signed_on && !row.signature_file)) {
			frm.add_custom_button(__("Attach Signed Copy"), () => attach_copy(frm));
		}
		if (["In Force", "Expired", "Terminated"].includes(state) && open_duties(frm).length) {
			frm.add_custom_button(__("Record Fulfilment"), () => record_fulfilment(frm));
		}
		if (state === "In Force") {
			frm.add_custom_button(__("Amend Agreement"), () => amend(frm));
			frm.add_custom_button(__("Record Notice"), () => record_notice(frm), __("Notice"));
			if (frm.doc.parties.some((row) => row.leaves_on)) {
				frm.add_custom_button(__("Take Notice Back"), () => take_notice_back(frm), __("Notice"));
			}
		}
	},

	municipality: offer_parties,

	before_workflow_action(frm) {
		if (frm.selected_workflow_action !== "Terminate") {
			return;
		}
		// Terminating needs a reason: our own step takes the place of the bare action, which never goes on.
		frappe.dom.unfreeze();
		ask_for_the_end(frm);
		return new Promise(() => {});
	},
});

frappe.ui.form.on("Agreement Party", {
	party_type(frm, cdt, cdn) {
		const row = locals[cdt][cdn];
		if (row.party_type === "Municipality") {
			frappe.model.set_value(cdt, cdn, "stakeholder", null);
			name_party(frm, row, "Municipality", frm.doc.municipality, "municipality_name");
		}
	},
	stakeholder(frm, cdt, cdn) {
		const row = locals[cdt][cdn];
		name_party(frm, row, "Stakeholder", row.stakeholder, "stakeholder_name");
		offer_signatories(frm, row);
	},
	signatory(frm, cdt, cdn) {
		const row = locals[cdt][cdn];
		const known = (frm.signatories || {})[row.signatory];
		if (known && !row.signatory_function) {
			frappe.model.set_value(cdt, cdn, "signatory_function", known);
		}
	},
	parties_remove: offer_parties,
});

frappe.ui.form.on("Agreement Duty", {
	duties_add: offer_parties,
});

function name_party(frm, row, doctype, key, field) {
	if (!key) {
		frappe.model.set_value(row.doctype, row.name, "party_name", null);
		return;
	}
	frappe.db.get_value(doctype, key, field).then(({ message }) => {
		frappe.model.set_value(row.doctype, row.name, "party_name", message && message[field]);
		offer_parties(frm);
	});
}

function offer_parties(frm) {
	const names = (frm.doc.parties || []).map((row) => row.party_name).filter(Boolean);
	const grid = frm.fields_dict.duties.grid;
	grid.update_docfield_property("party_name", "fieldtype", "Autocomplete");
	grid.update_docfield_property("party_name", "options", names);
}

function offer_signatories(frm, row) {
	if (!row.stakeholder) {
		return;
	}
	frappe.xcall(`${TEXT_API}.signatories`, { stakeholder: row.stakeholder }).then((found) => {
		frm.signatories = frm.signatories || {};
		found.forEach((one) => (frm.signatories[one.name] = one.function));
		const grid = frm.fields_dict.parties.grid;
		grid.update_docfield_property("signatory", "fieldtype", "Autocomplete");
		grid.update_docfield_property("signatory", "options", Object.keys(frm.signatories));
		if (found.length === 1 && !row.signatory) {
			frappe.model.set_value(row.doctype, row.name, "signatory", found[0].name);
		}
	});
}

function show_duties(frm) {
	const standing = frm.doc.__onload && frm.doc.__onload.standing;
	const duties = (frm.doc.docstatus === 1 && standing && standing.duties) || [];
	const wrapper = frm.fields_dict.duties_html.$wrapper.empty();
	frm.toggle_display("duties_html", duties.length > 0);
	if (!duties.length) {
		return;
	}
	const day = frappe.datetime.str_to_user;
	const table = $("<table class='table table-bordered'>").append($("<caption>").text(__("How the Duties Stand")));
	duties.forEach((one) => {
		const moved = one.due !== one.last_day;
		const until = moved
			? __("due on {0}, no working day, so in time until {1}", [day(one.due), day(one.last_day)])
			: one.due && __("due on {0}", [day(one.due)]);
		$("<tr>")
			.append(
				$("<td>").text(one.party),
				$("<td>").text(one.duty),
				$("<td>").text(until || ""),
				$("<td>").toggleClass("text-danger", one.word === "Overdue").text(standing_in_words(one))
			)
			.appendTo(table);
	});
	$("<div style='overflow-x: auto'>").append(table).appendTo(wrapper);
}

function standing_in_words(one) {
	const day = frappe.datetime.str_to_user;
	if (one.word === "Fulfilled") {
		return __("Fulfilled on {0}", [day(one.fulfilled_on)]);
	}
	if (one.word === "Overdue") {
		return one.days > 1 ? __("Overdue for {0} days", [one.days]) : __("Overdue since yesterday");
	}
	if (one.word === "Open") {
		return __("Open");
	}
	if (one.word === "Not Yet Owed") {
		return __("Owed once the agreement is in force");
	}
	return one.leaves_on
		? __("No longer owed, {0} leaves on {1}", [one.party, day(one.leaves_on)])
		: __("No longer owed");
}

function show_versions(frm) {
	const versions = (frm.doc.__onload && frm.doc.__onload.versions) || [];
	const wrapper = frm.fields_dict.versions_html.$wrapper.empty();
	frm.toggle_display(["versions_section", "versions_table_section"], versions.length > 1);
	if (versions.length < 2) {
		return;
	}
	const table = $("<table class='table table-bordered'>").appendTo(
		$("<div style='overflow-x: auto'>").appendTo(wrapper)
	);
	versions.forEach((one) => {
		const day = (value) => (value ? frappe.datetime.str_to_user(value) : "…");
		const other = one.name !== frm.doc.name;
		$("<tr>")
			.append(
				$("<td>").text(__("Version {0}", [one.version])),
				$("<td>").append(
					$("<a>").attr("href", `/app/cooperation-agreement/${encodeURIComponent(one.name)}`).text(one.name)
				),
				$("<td>").text(__(one.workflow_state)),
				$("<td>").text(one.in_force_since ? `${day(one.in_force_since)} – ${day(one.ended_on)}` : ""),
				$("<td>").text(one.amendment_subject || ""),
				$("<td>").append(
					other
						? $("<button class='btn btn-xs btn-default'>")
								.text(__("Compare"))
								.on("click", () => compare(frm, one.name))
						: ""
				)
			)
			.appendTo(table);
	});
}

function compare(frm, other) {
	frappe
		.xcall(`${TEXT_API}.compare_versions`, { agreement: frm.doc.name, other: other })
		.then((found) => {
			const dialog = new frappe.ui.Dialog({
				title: __("Version {0} and Version {1}", [found.from, found.to]),
				size: "large",
				fields: [{ fieldname: "changes", fieldtype: "HTML" }],
			});
			const body = dialog.fields_dict.changes.$wrapper;
			if (!found.changes.length) {
				body.append($("<p>").text(__("The two versions say the same.")));
			}
			found.changes.forEach((change) => body.append(upj_kooperation.told_change(change)));
			dialog.show();
		});
}

function amend(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Amend Agreement"),
		fields: [
			{
				fieldname: "effective_from",
				fieldtype: "Date",
				label: __("Amendment Holds from"),
				reqd: 1,
			},
			{
				fieldname: "subject",
				fieldtype: "Small Text",
				label: __("What Is Changed"),
				description: __(
					"A new version is drafted, approved and signed. This one stays in force until the new one is."
				),
				reqd: 1,
			},
		],
		primary_action_label: __("Draft the Next Version"),
		primary_action: (values) =>
			frappe
				.xcall(`${TEXT_API}.make_amendment`, { agreement: frm.doc.name, ...values })
				.then((name) => {
					dialog.hide();
					frappe.set_route("Form", "Cooperation Agreement", name);
				}),
	});
	dialog.show();
}

function record_notice(frm) {
	const staying = frm.doc.parties.filter((row) => !row.leaves_on);
	const dialog = new frappe.ui.Dialog({
		title: __("Record Notice"),
		fields: [
			{
				fieldname: "party_row",
				fieldtype: "Select",
				label: __("Party"),
				options: choices(staying, (row) => row.party_name),
				reqd: 1,
			},
			{
				fieldname: "received_on",
				fieldtype: "Date",
				label: __("Notice Received on"),
				default: frappe.datetime.get_today(),
				reqd: 1,
			},
			{
				fieldname: "for_good_cause",
				fieldtype: "Check",
				label: __("For Good Cause"),
				description: __("The party leaves at once (§ 314 BGB)."),
			},
			{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
		],
		primary_action_label: __("Record Notice"),
		primary_action: (values) =>
			frappe
				.xcall(`${TEXT_API}.withdraw_party`, { agreement: frm.doc.name, ...values })
				.then((answer) => {
					dialog.hide();
					frappe.msgprint({
						title: __("Notice"),
						message: answer.in_words.join("<br>"),
						indicator: answer.ends_on ? "red" : "orange",
					});
					return frm.reload_doc();
				}),
	});
	dialog.show();
}

function take_notice_back(frm) {
	const leaving = frm.doc.parties.filter((row) => row.leaves_on);
	const dialog = new frappe.ui.Dialog({
		title: __("Take Notice Back"),
		fields: [
			{
				fieldname: "party_row",
				fieldtype: "Select",
				label: __("Party"),
				options: choices(leaving, (row) => row.party_name),
				default: leaving[0].name,
				reqd: 1,
			},
			{
				fieldname: "reason",
				fieldtype: "Small Text",
				label: __("Reason"),
				description: __("The other parties have agreed, or it was recorded by mistake."),
				reqd: 1,
			},
		],
		primary_action_label: __("Take Notice Back"),
		primary_action: (values) =>
			frappe
				.xcall(`${TEXT_API}.take_back_notice`, { agreement: frm.doc.name, ...values })
				.then(() => {
					dialog.hide();
					return frm.reload_doc();
				}),
	});
	dialog.show();
}

function renew(frm) {
	const end = frm.doc.renewed_until || frm.doc.end_date;
	const dialog = new frappe.ui.Dialog({
		title: __("Renew Agreement"),
		fields: [
			{
				fieldname: "ends_on",
				fieldtype: "Date",
				label: __("Term until"),
				default: end,
				read_only: 1,
			},
			{
				fieldname: "council_paper",
				fieldtype: "Link",
				label: __("Council Paper"),
				options: "Council Paper",
				get_query: () => ({ filters: { municipality: frm.doc.municipality } }),
			},
			{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
		],
		primary_action_label: __("Renew by {0} Months", [frm.doc.renewal_months]),
		primary_action: (values) =>
			frappe
				.xcall(`${TEXT_API}.renew_agreement`, { agreement: frm.doc.name, ...values, ends_on: end })
				.then(() => {
					dialog.hide();
					return frm.reload_doc();
				}),
	});
	dialog.show();
}

function insert_clauses(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Insert Clauses"),
		fields: [
			{
				fieldname: "template",
				fieldtype: "Link",
				label: __("Agreement Template"),
				options: "Agreement Template",
				get_query: () => ({ filters: { enabled: 1 } }),
				default: frm.doc.agreement_template,
				description: frm.doc.subject_matter
					? __("The clauses take the place of the text that is there.")
					: "",
				reqd: 1,
			},
		],
		primary_action_label: __("Insert Clauses"),
		// What is not saved yet would not be in the text, and would be lost with the new one.
		primary_action: ({ template }) =>
			(frm.is_dirty() ? frm.save() : Promise.resolve())
				.then(() =>
					frappe.call({
						method: `${TEXT_API}.insert_clauses`,
						args: { agreement: frm.doc.name, template: template },
						freeze: true,
					})
				)
				.then(() => {
					dialog.hide();
					return frm.reload_doc();
				}),
	});
	dialog.show();
}

function show_standing(frm) {
	const standing = frm.doc.__onload && frm.doc.__onload.standing;
	if (frm.is_new() || !standing) {
		return;
	}
	if (standing.text_changed) {
		frm.set_intro(standing.text_changed, "red");
	}
	if (frm.doc.docstatus === 1) {
		frm.dashboard.add_indicator(
			__("Signed: {0} of {1}", [standing.signed, standing.parties]),
			standing.missing.length ? "orange" : "green"
		);
	}
	if (frm.doc.workflow_state === "Signing" && standing.missing.length) {
		frm.set_intro(
			__("Still to sign: {0}", [frappe.utils.escape_html(standing.missing.join(", "))]),
			"orange"
		);
	}
	if (frm.doc.workflow_state !== "In Force") {
		return;
	}
	standing.leaving.forEach((one) =>
		frm.dashboard.add_indicator(
			__("{0} leaves on {1}", [
				frappe.utils.escape_html(one.party),
				frappe.datetime.str_to_user(one.leaves_on),
			]),
			"orange"
		)
	);
	if (standing.ends_on) {
		frm.set_intro(
			__("Ends by notice on {0}", [frappe.datetime.str_to_user(standing.ends_on)]),
			"red"
		);
	}
	if (standing.running_end) {
		frm.dashboard.add_indicator(
			__("Term until {0}", [frappe.datetime.str_to_user(standing.running_end)]),
			"blue"
		);
	}
	if (standing.notice_deadline) {
		frm.dashboard.add_indicator(
			__("Notice until {0}", [frappe.datetime.str_to_user(standing.notice_deadline)]),
			"gray"
		);
	}
	if (standing.overdue_duties) {
		frm.dashboard.add_indicator(__("Overdue duties: {0}", [standing.overdue_duties]), "red");
	}
}

function print_copies(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("PDF for Signing"),
		fields: [
			{
				fieldname: "party_row",
				fieldtype: "Select",
				label: __("Copy for"),
				options: [
					{ value: "", label: __("Every Party") },
					...choices(frm.doc.parties, (row) => row.party_name),
				],
			},
		],
		primary_action_label: __("Print"),
		primary_action: ({ party_row }) => {
			dialog.hide();
			const values = new URLSearchParams({ agreement: frm.doc.name, party_row: party_row || "" });
			window.open(`/api/method/${API}.print_agreement?${values}`);
		},
	});
	dialog.show();
}

function unsigned(frm) {
	return (frm.doc.parties || []).filter((row) => !row.signed_on);
}

function open_duties(frm) {
	return (frm.doc.duties || []).filter((row) => !row.fulfilled_on);
}

function choices(rows, text) {
	return rows.map((row) => ({ value: row.name, label: text(row) }));
}

function run(frm, dialog, method, args) {
	return frappe
		.call({
			method: `${API}.${method}`,
			args: { agreement: frm.doc.name, ...args },
			freeze: true,
		})
		.then(() => {
			dialog.hide();
			return frm.reload_doc();
		});
}

function record_signature(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Record Signature"),
		fields: [
			{
				fieldname: "party_row",
				fieldtype: "Select",
				label: __("Party"),
				options: choices(unsigned(frm), (row) => `${row.party_name} (${row.signatory})`),
				reqd: 1,
			},
			{
				fieldname: "signed_on",
				fieldtype: "Date",
				label: __("Signed on"),
				default: frappe.datetime.get_today(),
				reqd: 1,
			},
			{
				fieldname: "way",
				fieldtype: "Select",
				label: __("Way of Signing"),
				options: [
					{ value: "Paper", label: __("Paper") },
					{ value: "Electronic", label: __("Electronic") },
				],
				default: "Paper",
				reqd: 1,
			},
			copy_field(frm, { description: __("The copy may follow later.") }),
		],
		primary_action_label: __("Record Signature"),
		primary_action: (values) => run(frm, dialog, "sign_agreement", values),
	});
	dialog.show();
}

function attach_copy(frm) {
	const rows = frm.doc.parties.filter((row) => row.signed_on && !row.signature_file);
	const dialog = new frappe.ui.Dialog({
		title: __("Attach Signed Copy"),
		fields: [
			{
				fieldname: "party_row",
				fieldtype: "Select",
				label: __("Party"),
				options: choices(rows, (row) => row.party_name),
				default: rows[0].name,
				reqd: 1,
			},
			copy_field(frm, { reqd: 1 }),
		],
		primary_action_label: __("Attach Signed Copy"),
		primary_action: (values) => run(frm, dialog, "attach_signed_copy", values),
	});
	dialog.show();
}

function copy_field(frm, more) {
	return {
		fieldname: "signature_file",
		fieldtype: "Attach",
		label: __("Signed Copy"),
		options: {
			doctype: frm.doctype,
			docname: frm.docname,
			make_attachments_public: false,
		},
		...more,
	};
}

function record_fulfilment(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Record Fulfilment"),
		fields: [
			{
				fieldname: "duty_row",
				fieldtype: "Select",
				label: __("Duty"),
				options: choices(
					open_duties(frm),
					(row) => `${row.party_name}: ${row.duty.slice(0, 100)}`
				),
				reqd: 1,
			},
			{
				fieldname: "fulfilled_on",
				fieldtype: "Date",
				label: __("Fulfilled on"),
				default: frappe.datetime.get_today(),
				reqd: 1,
			},
			{
				fieldname: "note",
				fieldtype: "Small Text",
				label: __("Remark on the Fulfilment"),
			},
		],
		primary_action_label: __("Record Fulfilment"),
		primary_action: (values) => run(frm, dialog, "fulfil_duty", values),
	});
	dialog.show();
}

function ask_for_the_end(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Terminate Agreement"),
		fields: [
			{
				fieldname: "reason",
				fieldtype: "Small Text",
				label: __("Reason of the End"),
				reqd: 1,
			},
			{
				fieldname: "ended_on",
				fieldtype: "Date",
				label: __("Ended on"),
				default: frappe.datetime.get_today(),
				reqd: 1,
			},
		],
		primary_action_label: __("Terminate"),
		primary_action: (values) => run(frm, dialog, "terminate_agreement", values),
	});
	dialog.show();
}
