// How one difference between two texts is shown; agreements and materials use it.
frappe.provide("upj_kooperation");

// Struck out and underlined, not coloured alone: it must be read on paper and by everybody.
upj_kooperation.told_change = (change) => {
	const tags = { same: "<span>", removed: "<del>", added: "<ins>" };
	const colours = { removed: "var(--red-600)", added: "var(--green-700)" };
	const kinds = { added: __("Newly Added"), removed: __("Removed"), changed: __("Changed") };
	const about = [change.label, change.about].filter(Boolean).join(" · ");
	const text = $("<div>");
	const put = (kind, words) =>
		words && text.append($(tags[kind]).css("color", colours[kind] || "").text(words), " ");
	change.parts.forEach(([kind, words]) => put(kind, words));
	if (change.before !== change.after) {
		put("removed", change.before && __(change.before));
		put("added", change.after && __(change.after));
	}
	return $("<div style='margin-bottom: var(--margin-sm)'>").append(
		$("<div class='text-muted small'>").text(`${about} · ${kinds[change.kind]}`),
		text
	);
};
