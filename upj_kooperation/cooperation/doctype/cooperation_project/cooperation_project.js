const API = "upj_kooperation.api.projects";

frappe.ui.form.on("Cooperation Project", {
	setup(frm) {
		const of_the_town = () => ({ filters: { municipality: frm.doc.municipality || "" } });
		frm.set_query("programme_area", of_the_town);
		frm.set_query("stakeholder", "partners", of_the_town);
	},

	refresh(frm) {
		show_contributions(frm);
		show_benefit_hint(frm);
		if (frm.is_new()) {
			return;
		}
		if (frm.perm[0].print) {
			const key = encodeURIComponent(frm.doc.name);
			frm.page.add_menu_item(__("Project Page as PDF"), () =>
				window.open(`/api/method/${API}.print_project?cooperation_project=${key}`)
			);
		}
		frm.page.add_menu_item(__("Preview of the Card"), () =>
			window.open(`/projektkarte/${encodeURIComponent(frm.doc.name)}`)
		);
		if (frm.doc.project) {
			frm.add_custom_button(
				__("Project in ERPNext"),
				() => frappe.set_route("Form", "Project", frm.doc.project),
				__("View")
			);
			if (frm.perm[0].write && (frm.doc.milestones || []).length) {
				frm.add_custom_button(
					__("Tasks of the Milestones"),
					() => mirror_milestones(frm),
					__("Create")
				);
			}
		} else if (frm.perm[0].write && frm.doc.workflow_state !== "Abandoned") {
			frm.add_custom_button(
				__("Project in ERPNext"),
				() => make_erpnext_project(frm),
				__("Create")
			);
		}
		if (frappe.model.can_create("Cooperation Agreement")) {
			frm.add_custom_button(
				__("Cooperation Agreement"),
				() =>
					frappe.new_doc("Cooperation Agreement", {
						municipality: frm.doc.municipality,
						cooperation_project: frm.doc.name,
					}),
				__("Create")
			);
		}
	},

	before_workflow_action(frm) {
		if (frm.selected_workflow_action !== "Abandon") {
			return;
		}
		// Abandoning needs a reason: our own step takes the place of the bare action, which never goes on.
		frappe.dom.unfreeze();
		ask_for_the_reason(frm);
		return new Promise(() => {});
	},

	municipality(frm) {
		frm.set_value("programme_area", null);
	},
});

function show_contributions(frm) {
	const rows = (frm.doc.__onload && frm.doc.__onload.contributions) || [];
	const wrapper = frm.fields_dict.contributions_html.$wrapper.empty();
	if (frm.is_new() || !rows.length) {
		return;
	}
	const euro = (value) => format_currency(value, "EUR");
	const hours = (value) =>
		frappe.format(value, { fieldtype: "Float", precision: 2 }, { inline: true });
	const cells = (row) =>
		[
			euro(row.pledged_value),
			euro(row.delivered_value),
			hours(row.pledged_hours),
			hours(row.delivered_hours),
		]
			.map((cell) => `<td class="text-right">${cell}</td>`)
			.join("");
	const heads = [
		__("Value Pledged"),
		__("Value Delivered"),
		__("Hours Pledged"),
		__("Hours Delivered"),
	]
		.map((head) => `<th scope="col" class="text-right">${head}</th>`)
		.join("");
	const body = rows
		.map((row) => {
			const kind = row.kind ? __(row.kind) : __("Together");
			return `<tr><th scope="row">${frappe.utils.escape_html(kind)}</th>${cells(row)}</tr>`;
		})
		.join("");
	wrapper.html(`
		<div class="table-responsive"><table class="table table-bordered">
			<caption>${__("Pledged and Delivered")}</caption>
			<thead><tr><th scope="col">${__("Kind of Contribution")}</th>${heads}</tr></thead>
			<tbody>${body}</tbody>
		</table></div>`);
	const together = rows[rows.length - 1];
	frm.dashboard.add_indicator(
		__("Delivered: {0} of {1}", [euro(together.delivered_value), euro(together.pledged_value)]),
		together.delivered_value >= together.pledged_value ? "green" : "blue"
	);
}

function show_benefit_hint(frm) {
	const hint = frm.doc.__onload && frm.doc.__onload.benefit_hint;
	if (!frm.is_new() && hint) {
		frm.set_intro(hint, "orange");
	}
}

function ask_for_the_reason(frm) {
	frappe.prompt(
		{
			fieldname: "reason",
			label: __("Why is the project abandoned?"),
			fieldtype: "Small Text",
			reqd: 1,
		},
		({ reason }) =>
			frappe
				.xcall(`${API}.abandon_project`, { cooperation_project: frm.doc.name, reason })
				.then(() => frm.reload_doc()),
		__("Abandon Project"),
		__("Abandon")
	);
}

function mirror_milestones(frm) {
	frappe
		.call({
			method: `${API}.mirror_milestones`,
			args: { cooperation_project: frm.doc.name },
			freeze: true,
		})
		.then(({ message }) => {
			frappe.show_alert(__("New tasks: {0}", [message]));
			return frm.reload_doc();
		});
}

function make_erpnext_project(frm) {
	frappe
		.call({
			method: "upj_kooperation.api.cooperation.make_erpnext_project",
			args: { cooperation_project: frm.doc.name },
			freeze: true,
		})
		.then(({ message }) => message && frappe.set_route("Form", "Project", message));
}
