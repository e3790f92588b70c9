const API = "upj_kooperation.api.materials";

frappe.ui.form.on("Group Material", {
	refresh(frm) {
		if (frm.is_new()) return;
		if (frm.perm[0].print) {
			frm.page.add_menu_item(__("Text as PDF"), () =>
				open_url_post(frappe.request.url, { cmd: `${API}.print_material`, material: frm.doc.name }, true)
			);
		}
		if (!frm.doc.material) return;
		if (frm.doc.behind) {
			frm.dashboard.add_indicator(
				__("The original has moved on: version {0}, taken over was {1}", [
					frm.doc.newest_version,
					frm.doc.taken_version,
				]),
				"orange"
			);
		}
		frm.add_custom_button(__("Compare with the Original"), () => compare(frm));
	},
});

async function compare(frm) {
	const { message: found } = await frappe.call({
		method: `${API}.compare_material`,
		type: "GET",
		args: { material: frm.doc.name },
	});
	const dialog = new frappe.ui.Dialog({
		title: found.title,
		size: "large",
		fields: [{ fieldname: "changes", fieldtype: "HTML" }],
	});
	const body = dialog.fields_dict.changes.$wrapper;
	found.news.forEach((one) =>
		body.append($("<p>").text(__("Version {0}: {1}", [one.version, one.what_changed])))
	);
	chapter(
		body,
		__("What the Original Changed since Version {0}", [found.taken_version]),
		found.original,
		__("The original says the same as when it was taken over.")
	);
	chapter(
		body,
		__("What the Group's Text Differs in"),
		found.own,
		__("The group's text says the same as the original.")
	);
	if (frm.doc.behind && frm.perm[0].write) {
		dialog.set_primary_action(__("Take the New Version over"), () => take(frm, dialog));
		dialog.set_secondary_action_label(__("Keep the Group's Text"));
		dialog.set_secondary_action(() =>
			frappe.xcall(`${API}.keep_own_text`, { material: frm.doc.name }).then(() => done(frm, dialog))
		);
	}
	dialog.show();
}

function chapter(body, title, changes, nothing) {
	body.append($("<h5>").text(title));
	if (!changes.length) {
		body.append($("<p class='text-muted'>").text(nothing));
	}
	changes.forEach((change) => body.append(upj_kooperation.told_change(change)));
}

function take(frm, dialog) {
	const run = (replace_changes) =>
		frappe
			.xcall(`${API}.take_new_version`, { material: frm.doc.name, replace_changes })
			.then(() => done(frm, dialog));
	if (!frm.doc.changed) {
		run(false);
		return;
	}
	frappe.confirm(__("The group has changed this text. Replace its changes with the new version?"), () => run(true));
}

function done(frm, dialog) {
	dialog.hide();
	frm.reload_doc();
}
