const SELECTION = "upj_kooperation.api.selection";

frappe.ui.form.on("Selection Round", {
	setup(frm) {
		frm.set_query("call", () => ({ filters: { status: ["!=", "Draft"] } }));
	},

	refresh(frm) {
		const grid = frm.get_field("candidates").grid;
		grid.cannot_add_rows = true;
		grid.cannot_delete_rows = true;
		grid.only_sortable();
		if (frm.is_new()) {
			frm.set_intro(__("Choose the call and save: the ranking as it is now is taken over."), "blue");
			return;
		}
		const draft = frm.doc.workflow_state === "Draft";
		frm.toggle_enable(["candidates", "remarks"], draft);
		show_numbers(frm);
		show_spread(frm);
		if (draft && frm.perm[0].write) {
			frm.add_custom_button(__("Fill in by Rank"), () => fill_by_rank(frm));
			frm.add_custom_button(__("Freeze Ranking Again"), () =>
				frappe.xcall(`${SELECTION}.freeze_ranking`, { selection_round: frm.doc.name }).then(() => frm.reload_doc())
			);
		}
		if (frm.doc.workflow_state === "Decided" && frm.perm[0].write) {
			frm.add_custom_button(__("Send Notices"), () => send_notices(frm)).addClass("btn-primary");
		}
	},
});

frappe.ui.form.on("Selection Candidate", {
	decision: (frm) => show_numbers(frm),
});

function show_numbers(frm) {
	const count = (decision) => frm.doc.candidates.filter((row) => row.decision === decision).length;
	const free = frm.doc.places - frm.doc.places_taken;
	frm.dashboard.clear_headline();
	const text = __("{0} of {1} free places given, {2} on the waitlist, {3} rejected, {4} open", [
		count("Selected"),
		free,
		count("Waitlisted"),
		count("Rejected"),
		frm.doc.candidates.filter((row) => !row.decision).length,
	]);
	frm.dashboard.set_headline_alert(text, count("Selected") > free ? "red" : "blue");
}

function show_spread(frm) {
	const area = frm.get_field("spread_html").$wrapper.empty();
	frappe.call({
		method: `${SELECTION}.spread`,
		type: "GET",
		args: { selection_round: frm.doc.name },
	}).then(({ message: found }) => {
		const row = $("<div class='row'>").appendTo(area);
		[
			[__("Land"), found.land],
			[__("Size Class"), found.size_class],
		].forEach(([title, lines]) => row.append($("<div class='col-sm-6'>").append(table(title, lines))));
		if (found.order.length) {
			$("<p class='text-warning'>")
				.text(__("The order of the ranking is left at rank {0}.", [found.order.join(", ")]))
				.appendTo(area);
		}
	});
}

function table(title, lines) {
	const cells = (tag, values) => $("<tr>").append(values.map((value) => $(`<${tag}>`).text(value ?? "")));
	return $("<table class='table table-bordered table-sm'>")
		.append($("<thead>").append(cells("th", [title, __("Applications Received"), __("Selected"), __("Waitlisted")])))
		.append(
			$("<tbody>").append(
				lines.map((line) => cells("td", [line.value, line.applied, line.selected, line.waitlisted]))
			)
		);
}

function fill_by_rank(frm) {
	frappe.prompt(
		{
			fieldname: "waitlist_length",
			label: __("Length of the Waitlist"),
			fieldtype: "Int",
			default: 3,
			description: __("The free places go by rank, then the waitlist. What is filled in is overwritten."),
		},
		({ waitlist_length }) =>
			frappe
				.xcall(`${SELECTION}.fill_by_rank`, { selection_round: frm.doc.name, waitlist_length: cint(waitlist_length) })
				.then(() => frm.reload_doc()),
		__("Fill in by Rank")
	);
}

function send_notices(frm) {
	frappe.db
		.get_list("Call Notice", {
			filters: { call: frm.doc.call, status: "Prepared" },
			fields: ["name", "notice_title", "recipient", "subject", "message"],
			order_by: "kind asc, name asc",
			limit: 0,
		})
		.then((notices) => {
			if (!notices.length) {
				frappe.msgprint(__("All notices of this call have been sent."));
				return;
			}
			const dialog = new frappe.ui.Dialog({
				title: __("Send Notices"),
				size: "large",
				fields: [{ fieldname: "preview", fieldtype: "HTML" }],
				primary_action_label: __("Send {0} Notices", [notices.length]),
				primary_action() {
					frappe
						.xcall(`${SELECTION}.send_notices`, { notices_to_send: notices.map((notice) => notice.name) })
						.then(({ sent, waiting }) => {
							dialog.hide();
							frappe.msgprint(
								waiting
									? __("{0} notices sent. {1} wait for the mail queue and go out with the next run.", [sent, waiting])
									: __("{0} notices sent.", [sent])
							);
						});
				},
			});
			const area = dialog.get_field("preview").$wrapper;
			notices.forEach((notice) => {
				$("<details class='mb-2'>")
					.append($("<summary>").text(`${notice.notice_title} → ${notice.recipient || __("no address")}`))
					.append($("<p class='bold mt-2'>").text(notice.subject))
					.append($("<div>").html(frappe.dom.remove_script_and_style(notice.message || "")))
					.append($("<a>").attr("href", `/app/call-notice/${encodeURIComponent(notice.name)}`).text(__("Edit")))
					.appendTo(area);
			});
			dialog.show();
		});
}
