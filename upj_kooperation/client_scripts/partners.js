// The town's side of the pages for partners: who is invited, and what partners reported.
(() => {
	const API = "upj_kooperation.api.partners";
	const escape = (text) => frappe.utils.escape_html(text || "");
	const ask = (method, frm) =>
		frappe.call({ method: `${API}.${method}`, type: "GET", args: { agreement: frm.doc.name } });

	frappe.ui.form.on("Cooperation Agreement", {
		refresh(frm) {
			if (frm.doc.docstatus !== 1 || !frappe.user.has_role("Cooperation Manager")) {
				return;
			}
			frm.add_custom_button(__("Invite a Partner's Contact"), () => choose_contact(frm), __("Partners"));
			ask("reports_of", frm).then(({ message: reports }) => {
				if (reports.length) {
					frm.add_custom_button(
						__("Reports of Partners ({0})", [reports.length]),
						() => answer(frm, reports),
						__("Partners")
					);
					frm.dashboard.add_indicator(__("Reports of Partners ({0})", [reports.length]), "orange");
				}
			});
		},
	});

	async function choose_contact(frm) {
		const { message: contacts } = await ask("contacts_to_invite", frm);
		if (!contacts.length) {
			frappe.msgprint(__("No partner of this agreement has a contact yet. Enter one on the stakeholder's form first."));
			return;
		}
		const dialog = new frappe.ui.Dialog({
			title: __("Invite a Partner's Contact"),
			fields: [{ fieldname: "contacts", fieldtype: "HTML" }],
		});
		const rows = contacts.map(
			(one, index) => `<tr><td>${escape(one.stakeholder_name)}</td>
				<td>${escape(one.full_name)}<br><span class="text-muted">${escape(one.email_id)}</span></td>
				<td class="text-right"><button type="button" class="btn btn-xs btn-default" data-index="${index}">
					${one.access ? __("End Access") : __("Invite")}</button></td></tr>`
		);
		const $list = dialog.get_field("contacts").$wrapper;
		$list.html(`<table class="table"><tbody>${rows.join("")}</tbody></table>`);
		$list.on("click", "button", (event) => {
			const one = contacts[Number(event.currentTarget.dataset.index)];
			const done = one.access
				? frappe.xcall(`${API}.end_access`, { access: one.access })
				: frappe.xcall(`${API}.invite_contact`, { stakeholder: one.stakeholder, contact: one.contact });
			done.then(() => {
				dialog.hide();
				frappe.show_alert(
					one.access
						? __("The access has ended.")
						: __("The invitation goes out by mail within a few minutes.")
				);
			});
		});
		dialog.show();
	}

	function answer(frm, reports) {
		const dialog = new frappe.ui.Dialog({
			title: __("What Partners Reported"),
			fields: [
				{
					fieldname: "report",
					fieldtype: "Select",
					label: __("Report of a Partner"),
					options: reports.map((one) => ({
						value: one.name,
						label: `${one.party_name}: ${one.duty.slice(0, 80)} (${frappe.datetime.str_to_user(one.fulfilled_on)})`,
					})),
					default: reports[0].name,
					reqd: 1,
					onchange: () => show_note(),
				},
				{ fieldname: "note", fieldtype: "Small Text", label: __("Remark of the Partner"), read_only: 1 },
				{
					fieldname: "answer",
					fieldtype: "Small Text",
					label: __("Answer of the Town"),
					description: __("Needed to send the report back."),
				},
			],
			primary_action_label: __("Confirm"),
			primary_action: ({ report }) => send(frappe.xcall(`${API}.confirm_report`, { report })),
			secondary_action_label: __("Send Back"),
			secondary_action: () =>
				send(
					frappe.xcall(`${API}.return_report`, {
						report: dialog.get_value("report"),
						answer: dialog.get_value("answer") || "",
					})
				),
		});
		const send = (call) =>
			call.then(() => {
				dialog.hide();
				return frm.reload_doc();
			});
		const show_note = () => {
			const chosen = reports.find((one) => one.name === dialog.get_value("report"));
			dialog.set_value("note", (chosen && chosen.note) || "");
		};
		dialog.show();
		show_note();
	}
})();
