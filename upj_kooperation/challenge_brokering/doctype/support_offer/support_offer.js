frappe.ui.form.on("Support Offer", {
	setup(frm) {
		frm.set_query("contact", () => ({
			query: "frappe.contacts.doctype.contact.contact.contact_query",
			filters: { link_doctype: "Stakeholder", link_name: frm.doc.stakeholder || "" },
		}));
		frm.set_query("areas", () => ({ filters: { municipality: frm.doc.municipality || "" } }));
		frm.set_query("kinds", () => ({ filters: { enabled: 1 } }));
	},
	refresh(frm) {
		frm.set_intro("");
		if (frm.is_new()) return;
		if (frm.doc.__onload?.not_proposed) frm.set_intro(frm.doc.__onload.not_proposed, "orange");
		frm.fields_dict.capacity_html.$wrapper.html(bookings_of(frm));
	},
});

function bookings_of(frm) {
	const rows = frm.doc.__onload?.booked || [];
	if (!rows.length) return `<p class="text-muted">${__("Nothing is booked yet.")}</p>`;
	const once = frm.doc.capacity_period === "Once";
	const lines = rows.map(
		(row) => `<tr>
			<td>${once ? __("Once") : frappe.datetime.str_to_user(row.period_start)}</td>
			<td class="text-right">${cint(row.used)} / ${cint(frm.doc.capacity)} ${frappe.utils.escape_html(
			frm.doc.capacity_unit || ""
		)}</td>
		</tr>`
	);
	return `<table class="table table-bordered"><thead><tr>
		<th>${__("Period from")}</th><th class="text-right">${__("Amount Booked")}</th>
	</tr></thead><tbody>${lines.join("")}</tbody></table>`;
}
