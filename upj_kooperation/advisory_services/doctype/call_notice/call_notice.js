frappe.ui.form.on("Call Notice", {
	refresh(frm) {
		if (frm.is_new()) return;
		const prepared = frm.doc.status === "Prepared";
		frm.toggle_enable(["subject", "message"], prepared);
		if (frm.doc.last_error) frm.set_intro(frappe.utils.escape_html(frm.doc.last_error), "orange");
		if (!prepared || !frm.perm[0].write) return;
		frm.add_custom_button(__("Write Anew from Template"), () =>
			frappe
				.xcall("upj_kooperation.api.selection.compose_notice", { notice: frm.doc.name })
				.then(() => frm.reload_doc())
		);
		frm.add_custom_button(__("Send"), () => send(frm)).addClass("btn-primary");
	},
});

function send(frm) {
	const recipient = frappe.utils.escape_html(frm.doc.recipient || "");
	const act = () =>
		frappe.confirm(__("Send this notice to {0}?", [recipient]), () =>
			frappe
				.xcall("upj_kooperation.api.selection.send_notices", { notices_to_send: [frm.doc.name] })
				.then(() => frm.reload_doc())
		);
	return frm.is_dirty() ? frm.save().then(act) : act();
}
