// Public forms: posts them, keeps what was typed whatever the answer is, and says aloud what is wrong.
(() => {
	const forms = document.querySelectorAll("form[data-method]");
	if (!forms.length) return;
	const words = document.getElementById("words").dataset;
	const problem = document.getElementById("problem");
	const done = document.getElementById("done");
	let dirty = false;
	let busy = false;

	class Refusal extends Error {}

	async function post(method, body, csrf) {
		const headers = { Accept: "application/json", "X-Frappe-CSRF-Token": csrf || "" };
		if (!(body instanceof FormData)) {
			headers["Content-Type"] = "application/json";
			body = JSON.stringify(body);
		}
		let answer;
		try {
			answer = await fetch(`/api/method/${method}`, { method: "POST", headers, body, credentials: "same-origin" });
		} catch {
			throw new Refusal(words.offline);
		}
		const content = await answer.json().catch(() => ({}));
		if (!answer.ok) throw new Refusal(refusal_in(content) || words.offline);
		return content.message;
	}

	function refusal_in(content) {
		try {
			return JSON.parse(content._server_messages)
				.map((message) => as_text(JSON.parse(message).message))
				.join(" ");
		} catch {
			return "";
		}
	}

	function as_text(html) {
		// A parsed document runs nothing and loads nothing.
		return new DOMParser().parseFromString(html || "", "text/html").body.textContent;
	}

	function show_problem(text) {
		done.hidden = true;
		problem.textContent = text;
		problem.hidden = false;
		problem.focus();
	}

	function show_done(text) {
		problem.hidden = true;
		done.textContent = text;
		done.hidden = false;
	}

	function answers(form) {
		const values = {};
		for (const field of form.querySelectorAll("input[name], textarea[name], select[name]")) {
			if (field.type !== "checkbox") values[field.name] = field.value.trim();
			else values[field.name] = [...(values[field.name] || []), ...(field.checked ? [field.value] : [])];
		}
		return values;
	}

	// A group of ticks is a fieldset: its error stands in it, and the first tick takes the focus.
	const is_group = (field) => field.tagName === "FIELDSET";

	// A field that is only required while another one has one of some values names both: "outcome=Interested|Agreed".
	function is_wanted(field, form) {
		const [name, values] = (field.dataset.when || "").split("=");
		return !name || values.split("|").includes(form.elements[name].value);
	}

	function mark_missing(form) {
		let first = null;
		for (const field of form.querySelectorAll("[data-required]")) {
			const empty = is_group(field) ? !field.querySelector("input:checked") : !field.value.trim();
			const missing = empty && is_wanted(field, form);
			const id = `${field.id}-error`;
			document.getElementById(id)?.remove();
			const described = [`${field.id}-hint`, id].filter((name) => (name === id ? missing : document.getElementById(name)));
			field.removeAttribute("aria-invalid");
			if (missing) {
				const error = document.createElement("p");
				error.className = "error";
				error.id = id;
				error.textContent = words.missing;
				if (is_group(field)) field.append(error);
				else {
					field.setAttribute("aria-invalid", "true");
					field.after(error);
				}
				first = first || (is_group(field) ? field.querySelector("input") : field);
			}
			if (described.length) field.setAttribute("aria-describedby", described.join(" "));
			else field.removeAttribute("aria-describedby");
		}
		return first;
	}

	async function while_busy(act) {
		if (busy) return;
		busy = true;
		const buttons = document.querySelectorAll("button");
		buttons.forEach((button) => (button.disabled = true));
		try {
			await act();
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			show_problem(error.message);
		} finally {
			busy = false;
			buttons.forEach((button) => (button.disabled = false));
		}
	}

	function body_of(form) {
		const { about, key, once, token } = form.dataset;
		const { website, ...values } = answers(form);
		const known = { [about]: about && key, once, website, token };
		const body = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
		return "flat" in form.dataset ? { ...body, ...values } : { ...body, answers: values };
	}

	function send(form) {
		const missing = mark_missing(form);
		if (missing) {
			problem.textContent = words.someMissing;
			problem.hidden = false;
			missing.focus();
			return;
		}
		const { method, csrf, sure, done: text } = form.dataset;
		if (sure && !window.confirm(sure)) return;
		while_busy(async () => {
			const answer = await post(method, body_of(form), csrf);
			if (text) {
				show_done(text);
				done.scrollIntoView();
				return;
			}
			dirty = false;
			if (answer.link === window.location.pathname) window.location.reload();
			else window.location.assign(answer.link);
		});
	}

	for (const form of forms) {
		form.addEventListener("submit", (event) => {
			event.preventDefault();
			send(form);
		});
		const saved = form.dataset.save && document.getElementById("saved");
		if (!saved) continue;
		form.addEventListener("input", () => {
			dirty = true;
			saved.textContent = words.unsaved;
		});
		document.getElementById("save").addEventListener("click", () =>
			while_busy(async () => {
				const { save: method, csrf } = form.dataset;
				const answer = await post(method, body_of(form), csrf);
				dirty = false;
				problem.hidden = true;
				saved.textContent = words.saved.replace("{0}", answer.saved);
			})
		);
	}

	window.addEventListener("beforeunload", (event) => {
		if (dirty) event.preventDefault();
	});

	const attachments = document.getElementById("attachments");
	const list = document.getElementById("files");

	document.getElementById("file")?.addEventListener("change", (event) => {
		const input = event.target;
		const file = input.files[0];
		if (!file) return;
		if (file.size > Number(input.dataset.most)) {
			input.value = "";
			return show_problem(words.tooLarge);
		}
		while_busy(async () => {
			const body = new FormData();
			body.append("token", attachments.dataset.token);
			body.append("file", file);
			try {
				add_to_list(await post(attachments.dataset.add, body, attachments.dataset.csrf));
				problem.hidden = true;
			} finally {
				input.value = "";
			}
		});
	});

	function add_to_list({ name, file_name }) {
		const row = document.createElement("li");
		row.dataset.file = name;
		const label = document.createElement("span");
		label.textContent = file_name;
		row.append(label);
		list.append(row);
		if (!attachments.dataset.remove) return;
		const button = document.createElement("button");
		button.type = "button";
		button.className = "second";
		button.textContent = words.remove.replace("{0}", "").trim();
		button.setAttribute("aria-label", words.remove.replace("{0}", file_name));
		row.append(" ", button);
	}

	list?.addEventListener("click", (event) => {
		const row = event.target.closest("button")?.closest("li");
		if (!row) return;
		while_busy(async () => {
			const { token, csrf, remove } = attachments.dataset;
			await post(remove, { token, file: row.dataset.file }, csrf);
			row.remove();
			document.getElementById("file").focus();
		});
	});
})();
