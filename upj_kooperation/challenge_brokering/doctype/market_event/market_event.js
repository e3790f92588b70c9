(() => {
	const API = "upj_kooperation.api.market_events";

	frappe.ui.form.on("Market Event", {
		setup(frm) {
			frm.set_query("challenge_group", () => ({ filters: { status: "Active" } }));
		},

		refresh(frm) {
			if (frm.is_new()) return;
			const { status, name } = frm.doc;
			const { deals, hours, value } = frm.doc.__onload?.totals || {};
			if (deals) {
				frm.dashboard.add_indicator(__("Agreements: {0}", [deals]), "green");
				frm.dashboard.add_indicator(__("Hours: {0}", [format_number(hours, null, 1)]), "blue");
				frm.dashboard.add_indicator(__("Value: {0}", [format_currency(value, "EUR", 0)]), "blue");
				const download = (method) => window.open(`/api/method/${API}.${method}?market_event=${encodeURIComponent(name)}`);
				frm.add_custom_button(__("All Agreements as PDF"), () => download("print_deals"), __("Print and List"));
				frm.add_custom_button(__("List as XLSX"), () => download("download_deals"), __("Print and List"));
			}
			frm.add_custom_button(__("Market Board"), () => frappe.set_route("market-board", name));
			if (!frm.perm[0].write) return;
			if (status === "Open") {
				frm.add_custom_button(__("Enter Agreements"), () => frappe.set_route("market-entry", name));
				frm.add_custom_button(__("Close the Event"), () =>
					frappe.confirm(__("Close the event? After that nobody enters agreements any more."), () =>
						take(frm, "close_event")
					)
				);
			} else {
				frm.add_custom_button(status === "Closed" ? __("Open Again") : __("Open the Event"), () => take(frm, "open_event"));
			}
		},
	});

	const take = (frm, method) =>
		frappe.xcall(`${API}.${method}`, { market_event: frm.doc.name }).then(() => frm.reload_doc());
})();
