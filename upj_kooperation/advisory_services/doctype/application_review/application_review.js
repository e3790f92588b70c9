const REVIEWS = "upj_kooperation.api.reviews";

frappe.ui.form.on("Application Review", {
	refresh(frm) {
		frm.get_field("scores").grid.cannot_add_rows = true;
		frm.get_field("scores").grid.cannot_delete_rows = true;
		frm.get_field("scores").grid.only_sortable();
		if (frm.is_new()) return;
		const own = frm.doc.reviewer === frappe.session.user;
		const open = ["Assigned", "Reopened"].includes(frm.doc.status);
		frm.toggle_enable(["scores", "comment"], own && open);
		show_state(frm, own, open);
		show_application(frm);
		if (own && open) {
			frm.add_custom_button(__("Hand in Review"), () => hand_in(frm)).addClass("btn-primary");
		}
		if (frm.doc.status !== "Conflict of Interest" && (own || is_office())) {
			frm.add_custom_button(__("Declare Conflict of Interest"), () => declare_conflict(frm));
		}
		if (frm.doc.status === "Handed In" && is_office()) {
			frm.add_custom_button(__("Reopen"), () => reopen(frm));
		}
	},
});

function is_office() {
	return frappe.user.has_role("Programme Office") || frappe.user.has_role("System Manager");
}

function show_state(frm, own, open) {
	const points = frm.doc.scores || [];
	const given = points.filter((row) => row.points > 0).length;
	if (open && own) {
		frm.set_intro(
			__("{0} of {1} criteria have points. Save as often as you like; hand in when you are done.", [
				given,
				points.length,
			]),
			given === points.length ? "green" : "blue"
		);
	} else if (frm.doc.status === "Handed In") {
		frm.set_intro(__("Handed in with {0} percent. The review is locked.", [format_number(frm.doc.score)]), "green");
	} else if (frm.doc.status === "Conflict of Interest") {
		frm.set_intro(__("A conflict of interest was declared. The application is not scored here."), "orange");
	}
}

function show_application(frm) {
	const area = frm.get_field("application_text").$wrapper.empty();
	if (frm.doc.status === "Conflict of Interest" && frm.doc.reviewer === frappe.session.user) {
		frm.toggle_display("text_section", false);
		return;
	}
	frappe.call({
		method: `${REVIEWS}.application_text`,
		type: "GET",
		args: { review: frm.doc.name },
	}).then(({ message: text }) => {
		$("<p class='text-muted'>")
			.text([text.programme_area, text.land, text.size_class].filter(Boolean).join(" · "))
			.appendTo(area);
		text.texts.forEach((part) => {
			$("<h5>").text(part.label).appendTo(area);
			$("<div class='ql-editor read-mode' style='padding-left:0'>")
				.html(frappe.dom.remove_script_and_style(part.text || ""))
				.appendTo(area);
		});
		if (!text.files.length) return;
		$("<h5>").text(__("Files")).appendTo(area);
		text.files.forEach((file) => {
			const address = new URLSearchParams({ review: frm.doc.name, file: file.name });
			$("<p>")
				.append(
					$("<a>").attr("href", `/api/method/${REVIEWS}.application_file?${address}`).text(file.file_name)
				)
				.appendTo(area);
		});
	});
}

function hand_in(frm) {
	const send = () =>
		frappe.confirm(__("Hand the review in? After that it is locked."), () =>
			frappe.xcall(`${REVIEWS}.hand_in_review`, { review: frm.doc.name }).then(() => frm.reload_doc())
		);
	return frm.is_dirty() ? frm.save().then(send) : send();
}

function declare_conflict(frm) {
	ask_reason(
		__("Declare Conflict of Interest"),
		__("For example: kinship, employment, an office held, a business relation. Your points no longer count after that."),
		(reason) => frappe.xcall(`${REVIEWS}.declare_conflict`, { review: frm.doc.name, reason: reason })
	).then(() => frm.reload_doc());
}

function reopen(frm) {
	ask_reason(
		__("Reopen"),
		__("The reviewer can change points and comment again. The reason stays on record."),
		(reason) => frappe.xcall(`${REVIEWS}.reopen_review`, { review: frm.doc.name, reason: reason })
	).then(() => frm.reload_doc());
}

function ask_reason(title, description, act) {
	return new Promise((resolve) => {
		const dialog = new frappe.ui.Dialog({
			title,
			fields: [{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1, description }],
			primary_action_label: title,
			primary_action: ({ reason }) =>
				act(reason).then(() => {
					dialog.hide();
					resolve();
				}),
		});
		dialog.show();
	});
}
