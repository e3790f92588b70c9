frappe.ui.form.on("Challenge Site", {
	setup(frm) {
		frm.set_query("challenge_group", () => ({ filters: { municipality: frm.doc.municipality || "" } }));
	},

	refresh(frm) {
		const told = frm.doc.__onload || {};
		if (!frm.is_new() && told.open_steps && told.open_steps.length) {
			frm.dashboard.add_indicator(__("Required steps still open: {0}", [told.open_steps.length]), "orange");
		}
		show_materials(frm, told.materials || []);
	},
});

function show_materials(frm, materials) {
	const body = frm.fields_dict.materials_html.$wrapper.empty();
	if (!materials.length) {
		body.append($("<p class='text-muted'>").text(__("There are no materials for this stage.")));
		return;
	}
	const table = $("<table class='table table-bordered'>").appendTo(body);
	materials.forEach((one) =>
		$("<tr>")
			.append(
				$("<td>").text(one.material_title),
				$("<td>").text(`${__(one.kind)} · ${__(one.stage)}`),
				$("<td>").append(standing(one))
			)
			.appendTo(table)
	);
	const missing = materials.filter((one) => !one.own_copy).map((one) => one.name);
	if (missing.length && frm.doc.challenge_group && frm.perm[0].write) {
		$("<button type='button' class='btn btn-default btn-sm'>")
			.text(__("Take Missing Materials over ({0})", [missing.length]))
			.on("click", () =>
				frappe
					.xcall("upj_kooperation.api.materials.take_over_materials", {
						challenge_group: frm.doc.challenge_group,
						names: missing,
					})
					.then(() => frm.reload_doc())
			)
			.appendTo(body);
	} else if (missing.length && !frm.doc.challenge_group) {
		body.append($("<p class='text-muted'>").text(__("Enter the challenge group to take materials over.")));
	}
}

function standing(one) {
	if (!one.own_copy) {
		return $("<a>").attr("href", frappe.utils.get_form_link("Method Material", one.name)).text(__("In the Library"));
	}
	const words = one.behind ? __("Original Has Moved on") : one.changed ? __("Changed by the Group") : __("Taken Over");
	return $("<a>").attr("href", frappe.utils.get_form_link("Group Material", one.own_copy)).text(words);
}
