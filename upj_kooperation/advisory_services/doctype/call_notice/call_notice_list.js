frappe.listview_settings["Call Notice"] = {
	add_fields: ["status", "kind"],

	get_indicator(doc) {
		const colours = { Prepared: "blue", "To Be Sent": "orange", Sent: "green" };
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},

	onload(list) {
		list.page.add_actions_menu_item(__("Send"), () => {
			const names = list.get_checked_items(true);
			frappe.confirm(__("Send {0} notices?", [names.length]), () =>
				frappe
					.xcall("upj_kooperation.api.selection.send_notices", { notices_to_send: names })
					.then(() => list.refresh())
			);
		});
	},
};
