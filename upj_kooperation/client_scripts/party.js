frappe.provide("upj_kooperation.party");

// What all business partners have in common: to the stakeholder and back, and what it takes part in.
upj_kooperation.party.show = function (frm) {
	if (!frappe.model.can_read("Stakeholder")) return;
	frappe.call({
		method: "upj_kooperation.api.stakeholders.party_overview",
		type: "GET",
		args: { party_type: frm.doctype, party: frm.doc.name },
		callback: ({ message }) => {
			add_buttons(frm, message.stakeholders);
			if (message.stakeholders.length) add_section(frm, message);
		},
	});

	function add_buttons(frm, stakeholders) {
		const several = stakeholders.length > 1;
		stakeholders.forEach((row) => {
			const label = several
				? __("Open Stakeholder ({0})", [row.municipality])
				: __("Open Stakeholder");
			frm.add_custom_button(
				label,
				() => frappe.set_route("Form", "Stakeholder", row.name),
				__("Cooperation")
			);
		});
		if (frappe.model.can_create("Stakeholder")) {
			frm.add_custom_button(__("Create Stakeholder"), () => ask(frm, stakeholders), __("Cooperation"));
		}
	}

	function add_section(frm, { stakeholders, involvements }) {
		const names = stakeholders.map((row) => row.name);
		const stages = stakeholders
			.map(
				(row) =>
					`<a href="/app/stakeholder/${encodeURIComponent(row.name)}">${frappe.utils.escape_html(
						row.stakeholder_name
					)}</a> <span class="indicator-pill gray">${__(row.engagement_stage)}</span>`
			)
			.join("<br>");
		const counts = involvements
			.map(
				(row) =>
					`<div class="col-sm-4"><a href="#" data-doctype="${row.doctype}" data-field="${row.field}">${__(
						row.doctype
					)}</a> <span class="badge">${row.count}</span></div>`
			)
			.join("");
		const section = frm.dashboard.add_section(
			`<div class="row"><div class="col-sm-12">${stages}</div>${counts}</div>`,
			__("Cooperation")
		);
		section.find("a[data-doctype]").on("click", (event) => {
			event.preventDefault();
			const { doctype, field } = event.currentTarget.dataset;
			frappe.set_route("List", doctype, "List", { [field]: ["in", names] });
		});
		frm.dashboard.show();
	}

	function ask(frm, stakeholders) {
		const taken = stakeholders.map((row) => row.municipality);
		frappe.db
			.get_list("Municipality", { filters: { is_own: 1, name: ["not in", taken] }, limit: 2 })
			.then((own) => {
				frappe.prompt(
					[
						{
							fieldname: "municipality",
							label: __("Municipality"),
							fieldtype: "Link",
							options: "Municipality",
							default: own.length === 1 ? own[0].name : "",
							reqd: 1,
						},
						{
							fieldname: "actor_type",
							label: __("Actor Type"),
							fieldtype: "Select",
							options: [
								"Company",
								"Housing Company",
								"Social Enterprise",
								"Foundation",
								"Nonprofit",
								"Initiative",
								"School",
								"Church",
								"Chamber",
								"Public Body",
							],
							default: "Company",
							reqd: 1,
						},
					],
					(values) => create(frm, values),
					__("Create Stakeholder"),
					__("Create")
				);
			});
	}

	function create(frm, values) {
		frappe
			.xcall("upj_kooperation.api.stakeholders.create_stakeholder", {
				party_type: frm.doctype,
				party: frm.doc.name,
				...values,
			})
			.then((name) => frappe.set_route("Form", "Stakeholder", name));
	}
};
