frappe.ui.form.on("Stakeholder", {
	setup(frm) {
		frm.set_query("programme_areas", () => ({ filters: { municipality: frm.doc.municipality } }));
		frm.set_query("fields_of_action", () => ({ filters: { enabled: 1 } }));
		frm.set_query("relationship_manager", () => ({ filters: { enabled: 1, user_type: "System User" } }));
	},

	refresh(frm) {
		if (frm.is_new()) {
			frappe.contacts.clear_address_and_contact(frm);
			frm.get_field("relationships_html").$wrapper.empty();
			frm.get_field("assessments_html").$wrapper.empty();
			return;
		}
		frappe.contacts.render_address_and_contact(frm);
		show_relationships(frm);
		show_assessments(frm);
		warn_if_overdue(frm);
		if (frappe.model.can_read("Stakeholder Relationship")) {
			frm.add_custom_button(__("Network"), () =>
				frappe.set_route("stakeholder-network", { stakeholder: frm.doc.name })
			);
		}
		add_buttons(frm);
	},
});

function add_buttons(frm) {
	if (!frm.perm[0].write) return;
	frm.add_custom_button(__("Change Stage"), () => ask_stage(frm));
	if (["", "Lead", null, undefined].includes(frm.doc.party_type) && frappe.model.can_create("Customer")) {
		frm.add_custom_button(__("Customer"), () => make_customer(frm), __("Create"));
	}
	if (frappe.model.can_create("Stakeholder Relationship")) {
		frm.add_custom_button(
			__("Relationship"),
			() => frappe.new_doc("Stakeholder Relationship", { from_stakeholder: frm.doc.name }),
			__("Create")
		);
	}
}

function warn_if_overdue(frm) {
	const day = frm.doc.next_step_date;
	if (day && day < frappe.datetime.get_today()) {
		frm.dashboard.set_headline_alert(
			__("The next step was due on {0}: {1}", [
				frappe.datetime.str_to_user(day),
				frappe.utils.escape_html(frm.doc.next_step || ""),
			]),
			"orange"
		);
	}
}

function ask_stage(frm) {
	const stages = frappe.meta.get_docfield("Stakeholder", "engagement_stage").options.split("\n");
	const closing = 'eval:["Dormant","Ended"].includes(doc.stage)';
	const open = 'eval:doc.stage!="Ended"';
	frappe.prompt(
		[
			{ fieldname: "stage", label: __("Engagement Stage"), fieldtype: "Select", options: stages, reqd: 1 },
			{
				fieldname: "reason",
				label: __("Reason"),
				fieldtype: "Small Text",
				depends_on: closing,
				mandatory_depends_on: closing,
			},
			{ fieldname: "next_step", label: __("Next Step"), fieldtype: "Data", depends_on: open },
			{ fieldname: "next_step_date", label: __("Next Step on"), fieldtype: "Date", depends_on: open },
		],
		(values) =>
			frappe
				.xcall("upj_kooperation.api.stakeholders.advance_stage", { stakeholder: frm.doc.name, ...values })
				.then(() => frm.reload_doc()),
		__("Change Stage"),
		__("Save")
	);
}

function make_customer(frm) {
	frappe
		.xcall("upj_kooperation.api.stakeholders.create_customer", { stakeholder: frm.doc.name })
		.then((customer) => {
			frappe.show_alert({ message: __("Customer {0} created", [customer.bold()]), indicator: "green" });
			frm.reload_doc();
		});
}

function show_relationships(frm) {
	const wrapper = frm.get_field("relationships_html").$wrapper.empty();
	if (!frappe.model.can_read("Stakeholder Relationship")) return;
	frappe.call({
		method: "upj_kooperation.api.stakeholders.relationships",
		type: "GET",
		args: { stakeholder: frm.doc.name },
		callback: ({ message: rows }) =>
			wrapper.html(rows.length ? relationship_table(rows) : no_relationships()),
	});
}

function no_relationships() {
	return `<p class="text-muted">${__("No relationships yet.")}</p>`;
}

function relationship_table(rows) {
	const body = rows
		.map((row) => {
			const period = [row.from_date, row.to_date]
				.map((day) => (day ? frappe.datetime.str_to_user(day) : ""))
				.join(" – ");
			return `<tr class="${row.current ? "" : "text-muted"}">
				<td><a href="/app/stakeholder-relationship/${encodeURIComponent(row.name)}">
					${frappe.utils.escape_html(row.wording)}</a></td>
				<td><a href="/app/${frappe.router.slug(row.other_doctype)}/${encodeURIComponent(row.other)}">
					${frappe.utils.escape_html(row.other_name)}</a></td>
				<td>${__(row.actor_type)}</td>
				<td>${period === " – " ? "" : period}</td>
				<td>${__(row.strength || "")}</td>
			</tr>`;
		})
		.join("");
	const labels = [__("Relationship"), __("To Whom"), __("Actor Type"), __("Period"), __("Strength")];
	const head = labels.map((label) => `<th>${label}</th>`).join("");
	return `<div class="table-responsive"><table class="table table-bordered table-sm"><thead><tr>${head}</tr></thead>
		<tbody>${body}</tbody></table></div>`;
}

// The rows above say the same in words; the lines show which way it went.
function show_assessments(frm) {
	const wrapper = frm.get_field("assessments_html").$wrapper.empty();
	const rows = (frm.doc.assessments || [])
		.filter((row) => row.assessed_on)
		.sort((one, two) => (one.assessed_on < two.assessed_on ? -1 : 1));
	if (rows.length < 2) return;
	const positions = ["", "Opposed", "Sceptical", "Neutral", "Supportive"];
	const measures = ["influence", "interest", "impact", "criticality", "position", "effort"];
	const value = (row, measure) =>
		measure === "position" ? positions.indexOf(row.position || "") : Number(row[measure] || 0);
	const label = (measure) =>
		__(frappe.meta.get_label("Stakeholder Assessment", measure), null, "Stakeholder Assessment") +
		(measure === "position" ? ` (1 ${__("Opposed")} – 4 ${__("Supportive")})` : "");
	frappe.utils.make_chart(wrapper[0], {
		type: "line",
		height: 240,
		data: {
			labels: rows.map((row) => frappe.datetime.str_to_user(row.assessed_on)),
			datasets: measures.map((measure) => ({
				name: label(measure),
				values: rows.map((row) => value(row, measure)),
			})),
			yMarkers: [{ label: "", value: 5 }],
		},
		colors: ["#0072b2", "#c4500b", "#00785a", "#8a3d82", "#5c5c5c", "#b8860b"],
		lineOptions: { dotSize: 5 },
	});
	wrapper.attr({ role: "img", "aria-label": __("Assessments over time, the same as in the rows above") });
}
