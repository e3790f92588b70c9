const API = "upj_kooperation.api.sponsoring";
const ANSWERS = ["contribution_form", "return_expected", "giver_aim", "cost_split", "professional_service"];
const EDITABLE = ["Offered", "Kind Decided", "Conflict Check"];
const ACCEPTED = ["Accepted", "Received", "Closed"];

frappe.ui.form.on("Sponsorship", {
	setup(frm) {
		const of_the_town = () => ({ filters: { municipality: frm.doc.municipality || "" } });
		for (const field of ["giver", "receiver", "programme_area", "cooperation_project"]) {
			frm.set_query(field, of_the_town);
		}
		frm.set_query("sponsor_package", () => ({
			filters: { municipality: frm.doc.municipality || "", enabled: 1 },
		}));
		frm.set_query("council_paper", () => ({
			filters: { municipality: frm.doc.municipality || "", workflow_state: "Decided" },
		}));
	},

	refresh(frm) {
		frm.set_intro("");
		frm.booking_note = null;
		show_kind(frm);
		show_supplier(frm);
		const state = frm.doc.workflow_state;
		if (frm.is_new()) {
			return;
		}
		if (!frm.doc.decision && frm.doc.docstatus === 0) {
			frm.add_custom_button(__("Who Decides?"), () => preview_organ(frm));
		}
		if (!frappe.user.has_role("Cooperation Manager")) {
			return;
		}
		if (state === "Accepted" && !frm.doc.sales_invoice) {
			frm.add_custom_button(__("Record Receipt"), () => record_receipt(frm));
			show_booking(frm);
			if (["Money Donation", "Cost Share"].includes(frm.doc.kind)) {
				frm.add_custom_button(__("Hand Over to the Treasurer"), () => hand_over(frm));
			}
		}
		const exchange = ["Sponsoring", "Advertising"].includes(frm.doc.kind);
		if (exchange && ACCEPTED.includes(state) && !frm.doc.sales_invoice) {
			frm.add_custom_button(__("Make Sales Invoice"), () => make_sales_invoice(frm));
		}
		if (frm.doc.receipt_possible) {
			frm.add_custom_button(__("Donation Receipt"), () => open_receipt(frm));
		}
	},

	contribution_form(frm) {
		if (frm.doc.contribution_form !== "Working Time" && frm.doc.professional_service === "Yes") {
			frm.set_value("professional_service", "No");
		}
		show_kind(frm);
	},
	return_expected: show_kind,
	giver_aim: show_kind,
	cost_split: show_kind,
	professional_service: show_kind,
	amount: show_missing,
	hours: show_missing,
	giver: show_supplier,

	sponsor_package: take_over_package,

	receiver_type(frm) {
		if (frm.doc.receiver_type !== "Third Party") {
			frm.set_value("receiver", null);
		}
	},

	before_workflow_action(frm) {
		if (frm.selected_workflow_action !== "Record Receipt") {
			return;
		}
		// The receipt needs a day and an amount: our own step takes the place of the bare action, which never goes on.
		frappe.dom.unfreeze();
		record_receipt(frm);
		return new Promise(() => {});
	},
});

frappe.ui.form.on("Sponsorship In-kind Item", {
	quantity: show_missing,
	unit_value: show_missing,
	items_remove: show_missing,
});

frappe.ui.form.on("Sponsorship Counter Performance", {
	value: show_missing,
	counter_performances_remove: show_missing,
	emphasised(frm, cdt, cdn) {
		const row = locals[cdt][cdn];
		const taxable = row.emphasised || frm.doc.kind === "Advertising";
		frappe.model.set_value(cdt, cdn, "vat_outcome", taxable ? "Taxable" : "No Exchange of Services");
	},
});

frappe.ui.form.on("Sponsorship Conflict Answer", {
	answer: follow_answers,
	conflict_answers_remove: follow_answers,
});

function follow_answers(frm) {
	const found = (frm.doc.conflict_answers || []).some((row) => row.answer === "Yes");
	if (Boolean(frm.doc.conflict_found) !== found) {
		frm.doc.conflict_found = found ? 1 : 0;
		frm.refresh_field("conflict_found");
		frm.refresh_field("conflict_reason");
		frm.layout.refresh_dependency();
	}
}

function is_open(frm) {
	return frm.is_new() || EDITABLE.includes(frm.doc.workflow_state);
}

function show_kind(frm) {
	const answers = Object.fromEntries(ANSWERS.map((field) => [field, frm.doc[field] || ""]));
	// Answers may come back in another order than they were asked for.
	frm.kind_asked = JSON.stringify(answers);
	const asked = frm.kind_asked;
	return frappe.call({ method: `${API}.preview_kind`, type: "GET", args: answers }).then(({ message }) => {
		if (frm.kind_asked !== asked) {
			return;
		}
		frm.kind_follows = message;
		if (is_open(frm)) {
			frm.doc.kind = message.kind;
			frm.doc.kind_reason = message.kind ? strip_html(message.reason) : "";
			for (const field of ["kind", "kind_reason", "items", "counter_performances"]) {
				frm.refresh_field(field);
			}
			frm.layout.refresh_dependency();
		}
		show_intro(frm);
		show_missing(frm);
	});
}

function show_intro(frm) {
	const follows = frm.kind_follows;
	frm.set_intro("");
	if (!follows) {
		return;
	}
	if (follows.problem) {
		const answered = frm.doc.return_expected && frm.doc.giver_aim;
		frm.set_intro(follows.problem, answered ? "red" : "blue");
		return;
	}
	if (["Declined", "Withdrawn"].includes(frm.doc.workflow_state)) {
		return;
	}
	if (!follows.receipt_possible) {
		frm.set_intro(follows.receipt_reason, "blue");
	} else if (frm.doc.receipt_reason && !is_open(frm)) {
		frm.set_intro(frappe.utils.escape_html(frm.doc.receipt_reason), frm.doc.receipt_possible ? "green" : "blue");
	}
	if (frm.booking_note) {
		frm.set_intro(frm.booking_note, "blue");
	}
	if (frm.supplier_found) {
		frm.set_intro(frm.supplier_found, "orange");
	}
}

function show_missing(frm) {
	const field = frm.fields_dict.currency_note;
	const follows = frm.kind_follows;
	if (!field || !follows || follows.problem || !is_open(frm)) {
		field && field.$wrapper.empty();
		return;
	}
	const notes = [];
	if (follows.needs_amount && flt(frm.doc.amount) <= 0) {
		notes.push(__("Enter the amount or value."));
	}
	if (follows.needs_hours && flt(frm.doc.hours) <= 0) {
		notes.push(__("Enter the hours."));
	}
	if (follows.needs_items) {
		const total = sum(frm.doc.items, (row) => flt(flt(row.quantity) * flt(row.unit_value), 2));
		notes.push(compare(__("Donated objects"), total, frm.doc.amount));
	}
	if (follows.needs_counter_performances) {
		const total = sum(frm.doc.counter_performances, (row) => flt(row.value, 2));
		notes.push(compare(__("Counter-performances"), total, frm.doc.amount));
	}
	const lines = notes.filter(Boolean).map((note) => `<div>${frappe.utils.escape_html(note)}</div>`);
	field.$wrapper.html(`<div class="text-muted small">${lines.join("")}</div>`);
}

function sum(rows, value) {
	return flt((rows || []).reduce((total, row) => total + value(row), 0), 2);
}

function compare(label, total, amount) {
	const shown = [label, format_number(total, null, 2), format_number(flt(amount), null, 2)];
	return total === flt(amount, 2)
		? __("{0}: {1} Euro, the same as the amount.", shown)
		: __("{0}: {1} Euro. The amount is {2} Euro; both must be the same.", shown);
}

function take_over_package(frm) {
	if (!frm.doc.sponsor_package || !is_open(frm)) {
		return;
	}
	const take_over = () =>
		frappe
			.call({ method: `${API}.package_contents`, type: "GET", args: { package: frm.doc.sponsor_package } })
			.then(({ message }) => {
				frm.clear_table("counter_performances");
				message.forEach((row) => frm.add_child("counter_performances", row));
				frm.refresh_field("counter_performances");
				return frm.set_value("amount", sum(message, (row) => flt(row.value, 2)));
			});
	if ((frm.doc.counter_performances || []).length) {
		frappe.confirm(__("Replace the counter-performances and the amount by those of the package?"), take_over);
	} else {
		take_over();
	}
}

function show_supplier(frm) {
	if (frm.is_new() || !is_open(frm)) {
		frm.supplier_found = null;
		return;
	}
	frappe.call({
		method: `${API}.supplier_of`,
		type: "GET",
		args: { sponsorship: frm.doc.name },
		callback({ message }) {
			frm.supplier_found = message;
			show_intro(frm);
		},
	});
}

function preview_organ(frm) {
	if (frm.is_dirty()) {
		frappe.msgprint(__("Save first, so that the organ follows from what is entered."));
		return;
	}
	frappe.call({ method: `${API}.preview_organ`, type: "GET", args: { sponsorship: frm.doc.name } }).then(
		({ message }) => {
			const text = frappe.utils.escape_html;
			frappe.msgprint({
				title: __("Who Decides?"),
				message: [
					`<b>${text(message.organ_label)}</b>`,
					text(message.reason),
					`${__("Acceptance Rule")}: ${text(message.acceptance_rule)}`,
					message.supplier || "",
				]
					.filter(Boolean)
					.join("<br>"),
			});
		}
	);
}

function show_booking(frm) {
	frappe
		.call({ method: `${API}.booking_of`, type: "GET", args: { sponsorship: frm.doc.name } })
		.then(({ message }) => {
			frm.booking_note = message.note;
			show_intro(frm);
		});
}

function record_receipt(frm) {
	frappe
		.call({ method: `${API}.booking_of`, type: "GET", args: { sponsorship: frm.doc.name } })
		.then(({ message }) => (message.may_book ? ask_what_came_in(frm, message) : offer_treasurer(frm, message)));
}

function ask_what_came_in(frm, books) {
	// One key for one dialog: however often it is sent, it is recorded once.
	const key = frappe.utils.get_random(20);
	const dialog = new frappe.ui.Dialog({
		title: __("Record Receipt"),
		fields: [
			{ fieldname: "note", fieldtype: "HTML", options: `<p class="text-muted">${books.note}</p>` },
			{
				fieldname: "received_on",
				fieldtype: "Date",
				label: __("Received on"),
				default: frappe.datetime.get_today(),
				reqd: 1,
			},
			{
				fieldname: "amount",
				fieldtype: "Float",
				precision: 2,
				label: __("Received in Euro"),
				default: books.open,
				description: __("An instalment may be less; more than was accepted is a gift of its own."),
				onchange() {
					dialog.set_value("last", flt(dialog.get_value("amount"), 2) >= flt(books.open, 2) ? 1 : 0);
				},
			},
			{
				fieldname: "last",
				fieldtype: "Check",
				label: __("Nothing More is Expected"),
				default: 1,
			},
			{
				fieldname: "booked_on",
				fieldtype: "Date",
				label: __("Booking Date"),
				hidden: books.booked ? 0 : 1,
				description: __("Only where the period of the day is closed in ERPNext already."),
			},
		],
		primary_action_label: books.booked ? __("Record and Book") : __("Record"),
		primary_action(values) {
			frappe
				.call({
					method: `${API}.record_receipt`,
					args: {
						sponsorship: frm.doc.name,
						received_on: values.received_on,
						amount: values.amount || 0,
						last: values.last ? 1 : 0,
						booked_on: values.booked_on || null,
						key,
					},
					freeze: true,
				})
				.then(() => {
					dialog.hide();
					frm.reload_doc();
				});
		},
	});
	dialog.show();
}

function offer_treasurer(frm, books) {
	const who = frappe.utils.escape_html(books.treasurer || __("the treasurer's office"));
	frappe.confirm(
		__("You have no right to book in ERPNext, so {0} records what came in. Hand over now?", [who]),
		() => hand_over(frm)
	);
}

function hand_over(frm) {
	frappe
		.call({ method: `${API}.hand_over_to_treasurer`, args: { sponsorship: frm.doc.name }, freeze: true })
		.then(() => {
			frappe.show_alert({ message: __("Handed over to the treasurer."), indicator: "green" });
			frm.reload_doc();
		});
}

function make_sales_invoice(frm) {
	frappe
		.call({ method: `${API}.make_sales_invoice`, args: { sponsorship: frm.doc.name }, freeze: true })
		.then(({ message }) => {
			frm.reload_doc();
			frappe.set_route("Form", "Sales Invoice", message);
		});
}

function open_receipt(frm) {
	const waits = (frm.doc.payments || []).some((row) => !row.cancelled_on && !row.donation_receipt);
	if (frm.doc.donation_receipt && !waits) {
		frappe.set_route("Form", "Donation Receipt", frm.doc.donation_receipt);
		return;
	}
	make_receipt(frm);
}

function make_receipt(frm) {
	frappe
		.call({
			method: "upj_kooperation.api.receipts.make_receipt",
			args: { sponsorship: frm.doc.name },
			freeze: true,
		})
		.then(({ message }) => frappe.set_route("Form", "Donation Receipt", message));
}
