// What the form of a programme area shows at a glance: programmes over time, figures, and the gap view. Each figure is
// a link to the list behind it.
frappe.provide("upj_kooperation.areas");

upj_kooperation.areas.show_overview = function (frm) {
	const field = frm.fields_dict.overview_html;
	const area = frm.doc.name;
	frappe.call({
		method: "upj_kooperation.api.areas.overview",
		type: "GET",
		args: { programme_area: area },
		callback({ message }) {
			// The form may show another area by now.
			if (!message || frm.doc.name !== area) return;
			field.$wrapper.html(
				programmes_as_html(message.programmes) +
					sections_as_html(message.sections) +
					gaps_as_html(message.gaps, area)
			);
			warn_of_gaps(frm, message.gaps);
		},
	});
};

const escape = (text) => frappe.utils.escape_html(String(text));

const link = (url, shown) => (url ? `<a href="${escape(url)}" style="text-decoration: underline">${shown}</a>` : shown);

const day = (value) => escape(frappe.datetime.str_to_user(value));

function programmes_as_html(programmes) {
	if (!programmes.length) return "";
	const title = __("Programmes over Time");
	const none = __("without a programme");
	const now = __("today");
	const rows = programmes.map(({ programme, start, end, current }) => {
		const name = programme ? `<b>${escape(programme)}</b>` : `<span class="text-muted">${none}</span>`;
		let period = "";
		if (start && end) period = __("{0} to {1}", [day(start), day(end)]);
		else if (start) period = __("since {0}", [day(start)]);
		const today = current ? ` <span class="indicator-pill green">${now}</span>` : "";
		return `<li>${name} <span class="text-muted">${period}</span>${today}</li>`;
	});
	return `<h5>${title}</h5><ol class="list-unstyled upj-programmes">${rows.join("")}</ol>`;
}

function figure_as_text({ value, fieldtype }) {
	if (fieldtype === "Currency") return escape(format_currency(value, "EUR", 2));
	return escape(format_number(value, null, fieldtype === "Float" ? 1 : 0));
}

function sections_as_html(sections) {
	const columns = sections.map(({ section, figures }) => {
		const rows = figures.map(
			(figure) => `<tr class="${figure.urgent ? "text-danger" : ""}">
				<th scope="row" style="font-weight: normal">${escape(figure.label)}${figure.urgent ? " !" : ""}</th>
				<td class="text-right">${link(figure.url, figure_as_text(figure))}</td>
			</tr>`
		);
		return `<div class="col-sm-6 col-lg-4" style="margin-bottom: 15px">
			<h5>${escape(section)}</h5>
			<table class="table table-sm" style="margin: 0"><tbody>${rows.join("")}</tbody></table>
		</div>`;
	});
	return `<div class="row upj-figures" style="margin-top: 15px">${columns.join("")}</div>`;
}

function gaps_as_html(rows, area) {
	const gap = __("missing");
	const title = __("Field of Action Gaps");
	const print = __("Print or Export");
	const legend = __("● covered · ◐ partly covered · ○ gap. Each number opens the list behind it.");
	const cell = (row, column) => {
		const number = row[column];
		const missing = !number && column !== "stakeholders";
		const shown = number ? escape(number) : missing ? `○ ${gap}` : "–";
		const style = missing ? ' class="text-danger"' : "";
		return `<td${style}>${number ? link(row.urls[column], shown) : shown}</td>`;
	};
	const lines = rows.map((row) => {
		const last = row.last_activity
			? `${link(row.urls.last_activity, day(row.last_activity))} <span class="text-muted">${escape(__(row.last_kind))}</span>`
			: "–";
		return `<tr>
			<th scope="row">${escape(row.field_of_action)}</th>
			<td>${escape(row.symbol)} ${escape(__(row.status))}</td>
			${["working_groups", "projects", "partners", "stakeholders"].map((column) => cell(row, column)).join("")}
			<td>${last}</td>
		</tr>`;
	});
	const heads = [
		__("Field of Action"),
		__("Coverage"),
		__("Active Working Groups"),
		__("Projects"),
		__("Partners"),
		__("Interested Stakeholders"),
		__("Last Activity"),
	];
	const report = `/app/query-report/Field%20of%20Action%20Gaps?programme_area=${encodeURIComponent(area)}`;
	return `<h5>${title} <a class="small" style="margin-left: 10px" href="${report}">${print}</a></h5>
		<div class="table-responsive"><table class="table table-bordered table-sm upj-gaps">
			<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join("")}</tr></thead>
			<tbody>${lines.join("")}</tbody>
		</table></div>
		<p class="text-muted small">${legend}</p>`;
}

function warn_of_gaps(frm, rows) {
	const gaps = rows.filter((row) => row.status === "Gap").map((row) => escape(row.field_of_action));
	if (!gaps.length) return;
	frm.dashboard.set_headline_alert(
		__("Fields of action without working group, project and partner: {0}", [gaps.join(", ")]),
		"orange"
	);
}
