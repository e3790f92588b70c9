// Says while typing, and once more before saving, who may be there already.
(() => {
	const FIELDS = [
		"stakeholder_name",
		"municipality",
		"website",
		"register_type",
		"register_number",
		"register_court",
	];
	const events = Object.fromEntries(FIELDS.map((field) => [field, (frm) => look(frm)]));

	frappe.ui.form.on("Stakeholder", {
		...events,

		refresh(frm) {
			frm.duplicates = null;
			frm.identity = identity(frm);
			show(frm, []);
			const field = frm.get_field("stakeholder_name");
			if (!field.$input || field.watched) return;
			field.watched = true;
			field.$input.on("input", frappe.utils.debounce(() => look(frm, field.$input.val()), 400));
		},

		async validate(frm) {
			if (!frm.is_new() && frm.identity === identity(frm)) return;
			const found = await ask(frm, frm.doc.stakeholder_name);
			const here = found.filter((row) => row.here).map((row) => row.name);
			const seen = JSON.parse(frm.doc.__duplicates_seen || "[]");
			if (here.every((name) => seen.includes(name))) return;
			const sure = await new Promise((resolve) =>
				frappe.confirm(
					`<p>${__("This stakeholder may be there already:")}</p>${list(found)}<p>${__(
						"Save it as a stakeholder of its own?"
					)}</p>`,
					() => resolve(true),
					() => resolve(false)
				)
			);
			if (sure) frm.doc.__duplicates_seen = JSON.stringify(here);
			else frappe.validated = false;
		},
	});

	function identity(frm) {
		return JSON.stringify(FIELDS.map((field) => frm.doc[field] || ""));
	}

	async function look(frm, name) {
		show(frm, await ask(frm, name || frm.doc.stakeholder_name));
	}

	async function ask(frm, name) {
		if (!name || name.trim().length < 3 || !frm.doc.municipality) return [];
		const args = {
			stakeholder_name: name,
			municipality: frm.doc.municipality,
			website: frm.doc.website || "",
			register_type: frm.doc.register_type || "",
			register_number: frm.doc.register_number || "",
			register_court: frm.doc.register_court || "",
			name: frm.is_new() ? "" : frm.doc.name,
		};
		const asked = JSON.stringify(args);
		if (frm.duplicates?.asked === asked) return frm.duplicates.found;
		const found = await frappe.xcall("upj_kooperation.api.duplicates.find_duplicates", args);
		frm.duplicates = { asked, found };
		return found;
	}

	function show(frm, found) {
		const wrapper = frm.get_field("duplicates_html").$wrapper.empty();
		if (!found.length) return;
		wrapper.html(
			`<div class="alert alert-warning" role="status" aria-live="polite">
				<strong>${__("This stakeholder may be there already:")}</strong>${list(found)}</div>`
		);
	}

	function list(found) {
		const escape = frappe.utils.escape_html;
		const rows = found.slice(0, 5).map((row) => {
			const place = row.here ? "" : ` (${escape(row.municipality)})`;
			const link = `<a href="/app/stakeholder/${encodeURIComponent(row.name)}" target="_blank">${escape(
				row.stakeholder_name
			)}</a>`;
			// The reasons come escaped from the server.
			return `<li>${link} ${escape(row.name)}${place}: ${row.reasons.join(", ")}</li>`;
		});
		return `<ul class="mb-0">${rows.join("")}</ul>`;
	}
})();
