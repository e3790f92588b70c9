// Two records of one stakeholder become one: choose the other one, see what will move, then merge.
(() => {
	const API = "upj_kooperation.api.duplicates";
	const escape = (text) => frappe.utils.escape_html(String(text));

	frappe.ui.form.on("Stakeholder", {
		refresh(frm) {
			if (frm.is_new() || !frm.perm[0].write || !frm.perm[0].delete) return;
			frm.page.add_menu_item(__("Merge with Another Stakeholder"), () => open(frm));
		},
	});

	function open(frm) {
		const dialog = new frappe.ui.Dialog({
			title: __("Merge into {0}", [escape(frm.doc.stakeholder_name)]),
			fields: [
				{
					fieldname: "merged",
					label: __("This record is merged and goes"),
					fieldtype: "Link",
					options: "Stakeholder",
					reqd: 1,
					get_query: () => ({
						filters: { municipality: frm.doc.municipality, name: ["!=", frm.doc.name] },
					}),
					change: () => preview(frm, dialog),
				},
				{ fieldname: "preview", fieldtype: "HTML" },
			],
			primary_action_label: __("Merge", null, "Stakeholder"),
			primary_action: ({ merged }) => merge(frm, dialog, merged),
		});
		dialog.get_primary_btn().prop("disabled", true);
		dialog.show();
	}

	function preview(frm, dialog) {
		const merged = dialog.get_value("merged");
		// Leaving the field reports the same value once more; the button must not slip away under the click.
		if (merged === dialog.previewed) return;
		dialog.previewed = merged;
		const wrapper = dialog.get_field("preview").$wrapper.empty();
		dialog.get_primary_btn().prop("disabled", true);
		if (!merged) return;
		frappe.call({
			method: "upj_kooperation.api.duplicates.merge_preview",
			type: "GET",
			args: { kept: frm.doc.name, merged: merged },
			callback: ({ message }) => {
				if (dialog.previewed !== merged) return;
				wrapper.html(message.problem ? problem(message) : contents(message));
				dialog.get_primary_btn().prop("disabled", Boolean(message.problem));
			},
		});
	}

	function problem(message) {
		// The server has escaped the names in it.
		return `<div class="alert alert-danger" role="alert">${message.problem}</div>`;
	}

	function contents(message) {
		const pairs = (rows) => rows.map((row) => `${escape(row.label)}: ${escape(row.value)}`);
		return [
			section(
				__("Moves to the kept record"),
				message.moves.map((row) => `${__(row.doctype)}: ${row.count}`)
			),
			section(__("Fills empty fields"), pairs(message.filled)),
			section(__("Gives way; the trace names it"), pairs(message.lost)),
			section(__("Relationships that join"), message.joined.map(escape)),
			section(__("Relationships with itself that fall away"), message.dropped.map(escape)),
			`<p class="text-muted">${__("This cannot be undone.")}</p>`,
		].join("");
	}

	function section(title, lines) {
		if (!lines.length) return "";
		return `<h6 class="mt-3">${title}</h6><ul>${lines.map((line) => `<li>${line}</li>`).join("")}</ul>`;
	}

	function merge(frm, dialog, merged) {
		frappe.dom.freeze();
		frappe
			.xcall(`${API}.merge_stakeholders`, { kept: frm.doc.name, merged: merged })
			.then(() => {
				dialog.hide();
				frappe.show_alert({ message: __("The records are one now."), indicator: "green" });
				frm.reload_doc();
			})
			.finally(() => frappe.dom.unfreeze());
	}
})();
