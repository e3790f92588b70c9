frappe.ui.form.on("Agreement Template", {
	refresh(frm) {
		show_placeholders(frm);
	},
});

function show_placeholders(frm) {
	const known = frm.doc.__onload && frm.doc.__onload.placeholders;
	const wrapper = frm.fields_dict.placeholders_html.$wrapper;
	wrapper.empty();
	if (!known) {
		wrapper.append($("<p class='text-muted'>").text(__("Save the template to see the placeholders.")));
		return;
	}
	list_of(wrapper, known.text, (name) => `{{ ${name} }}`);
	lists_of(wrapper, __("For each party"), "partei", "parteien", known.parteien);
	lists_of(wrapper, __("For each duty"), "pflicht", "pflichten", known.pflichten);
}

function lists_of(wrapper, title, item, list, fields) {
	wrapper.append($("<h5>").text(title));
	wrapper.append($("<pre>").text(`{% for ${item} in ${list} %}\n- {{ ${item}.${Object.keys(fields)[0]} }}\n{% endfor %}`));
	list_of(wrapper, fields, (name) => `{{ ${item}.${name} }}`);
}

function list_of(wrapper, fields, written) {
	const table = $("<table class='table table-bordered'>").appendTo(wrapper);
	Object.entries(fields).forEach(([name, text]) =>
		$("<tr>")
			.append($("<td>").append($("<code>").text(written(name))), $("<td>").text(text))
			.appendTo(table)
	);
}
