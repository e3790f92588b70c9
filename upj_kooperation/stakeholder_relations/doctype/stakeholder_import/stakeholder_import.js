frappe.ui.form.on("Stakeholder Import", {
	setup(frm) {
		frm.set_query("relationship_manager", () => ({ filters: { enabled: 1, user_type: "System User" } }));
	},

	onload(frm) {
		if (frm.listens) return;
		frm.listens = true;
		frappe.realtime.on("stakeholder_import", (news) => {
			if (news.name !== frm.doc.name) return;
			if (news.status) frm.reload_doc();
			else frm.dashboard.show_progress(__("Importing"), (100 * news.done) / news.total);
		});
	},

	refresh(frm) {
		frm.add_custom_button(__("Download Template"), () =>
			window.open("/api/method/upj_kooperation.api.stakeholder_import.download_template")
		);
		show_findings(frm);
		if (frm.is_new()) return;
		show_standing(frm);
		// The server refuses every change of an imported list.
		if (frm.doc.status === "Imported") frm.disable_form();
		if (["Queued", "Running"].includes(frm.doc.status)) wait(frm);
		if (frm.perm[0].write) add_actions(frm);
	},
});

function add_actions(frm) {
	const { status, rows_good, rows_total } = frm.doc;
	if (["Ready", "Failed"].includes(status) && rows_good) {
		frm.page.set_primary_action(__("Import {0} Rows", [rows_good]), () => start(frm, false));
	}
	if (status === "With Problems" && rows_good) {
		frm.add_custom_button(__("Import Only the {0} Good Rows", [rows_good]), () =>
			frappe.confirm(
				__("{0} of {1} rows are imported, the others are left out. Go on?", [rows_good, rows_total]),
				() => start(frm, true)
			)
		);
	}
	if (!["Imported", "Queued", "Running"].includes(status) && findings_of(frm).total) {
		frm.add_custom_button(__("Download Problems"), () =>
			window.open(
				`/api/method/upj_kooperation.api.stakeholder_import.download_problems?stakeholder_import=${encodeURIComponent(
					frm.doc.name
				)}`
			)
		);
	}
}

function start(frm, only_good) {
	frappe
		.xcall("upj_kooperation.api.stakeholder_import.start_import", {
			stakeholder_import: frm.doc.name,
			only_good: only_good,
		})
		.then(() => frm.reload_doc());
}

// Realtime messages can be lost; the record itself tells the end.
function wait(frm) {
	clearTimeout(frm.waiting);
	frm.waiting = setTimeout(() => {
		if (frm.doc.name && frappe.get_route()[2] === frm.doc.name) frm.reload_doc();
	}, 4000);
}

function show_standing(frm) {
	const doc = frm.doc;
	const standing = {
		Ready: [
			__("Every row can go in: {0} of {1}. {2} were imported earlier.", [
				doc.rows_good,
				doc.rows_total,
				doc.rows_known,
			]),
			"green",
		],
		"With Problems": [
			__("{0} of {1} rows have problems. Nothing has been imported yet.", [doc.rows_blocked, doc.rows_total]),
			"orange",
		],
		Queued: [__("The import is in line and starts at once."), "blue"],
		Running: [__("The import is running. You can close this page."), "blue"],
		Imported: [__("{0} stakeholders were imported.", [doc.rows_imported]), "green"],
		Failed: [__("Nothing was imported."), "red"],
	}[doc.status];
	frm.dashboard.clear_headline();
	if (standing) frm.dashboard.set_headline_alert(standing[0], standing[1]);
}

function findings_of(frm) {
	const findings = frm.doc.findings;
	if (!findings) return { rows: [], total: 0 };
	return typeof findings === "string" ? JSON.parse(findings) : findings;
}

function show_findings(frm) {
	const wrapper = frm.get_field("findings_html").$wrapper.empty();
	const { rows, total } = findings_of(frm);
	if (!rows.length) {
		if (!frm.is_new()) wrapper.html(`<p class="text-muted">${__("Nothing to say about any row.")}</p>`);
		return;
	}
	const labels = [__("Row"), __("Column"), __("Can Go In"), __("Problem")];
	const body = rows.map(finding_row).join("");
	const more = total > rows.length ? `<p>${__("{0} more are in the download.", [total - rows.length])}</p>` : "";
	wrapper.html(
		`<div class="table-responsive"><table class="table table-bordered table-sm"><thead><tr>${labels
			.map((label) => `<th scope="col">${label}</th>`)
			.join("")}</tr></thead><tbody>${body}</tbody></table></div>${more}`
	);
}

function finding_row(finding) {
	const mark = finding.blocking
		? `<span class="indicator-pill red">${__("No")}</span>`
		: `<span class="indicator-pill green">${__("Yes")}</span>`;
	// The server has escaped what it quotes from the list in the message.
	return `<tr><td>${cint(finding.row)}</td><td>${frappe.utils.escape_html(finding.column)}</td>
		<td>${mark}</td><td>${finding.message}</td></tr>`;
}
