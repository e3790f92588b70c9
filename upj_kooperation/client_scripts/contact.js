// What a person is to the organisations around, in the person's own wording (F2).
frappe.ui.form.on("Contact", {
	refresh(frm) {
		if (frm.is_new()) return;
		upj_kooperation.party.show(frm);
		if (!frappe.model.can_read("Stakeholder Relationship")) return;
		if (frappe.model.can_create("Stakeholder Relationship")) {
			frm.add_custom_button(
				__("Relationship"),
				() => frappe.new_doc("Stakeholder Relationship", { person: frm.doc.name }),
				__("Create")
			);
		}
		frappe.call({
			method: "upj_kooperation.api.relationships.of_person",
			type: "GET",
			args: { contact: frm.doc.name },
			callback: ({ message: rows }) => rows.length && show_relationships(frm, rows),
		});
	},
});

function show_relationships(frm, rows) {
	const escape = frappe.utils.escape_html;
	const lines = rows.map((row) => {
		const days = [row.from_date, row.to_date].map((day) => (day ? frappe.datetime.str_to_user(day) : ""));
		return `<li class="${row.current ? "" : "text-muted"}">
			<a href="/app/stakeholder-relationship/${encodeURIComponent(row.name)}">${escape(row.wording)}</a>
			<a href="/app/stakeholder/${encodeURIComponent(row.other)}">${escape(row.other_name)}</a>
			${days.some(Boolean) ? `(${days.join(" – ")})` : ""}</li>`;
	});
	frm.dashboard.add_section(`<ul class="list-unstyled mb-0">${lines.join("")}</ul>`, __("Relationships"));
	frm.dashboard.show();
}
