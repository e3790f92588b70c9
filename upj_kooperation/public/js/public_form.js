// Public forms: posts them, keeps what was typed whatever the answer is, and says aloud what is wrong.
(() => {
	const form = document.getElementById("form");
	const again = document.getElementById("again");
	if (!form) return;
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

	function answers() {
		const values = {};
		for (const field of form.querySelectorAll("input[name], textarea[name]")) values[field.name] = field.value.trim();
		return values;
	}

	function mark_missing() {
		let first = null;
		for (const field of form.querySelectorAll("[data-required]")) {
			const missing = !field.value.trim();
			const id = `${field.id}-error`;
			document.getElementById(id)?.remove();
			const described = [`${field.id}-hint`, id].filter((name) => (name === id ? missing : document.getElementById(name)));
			field.toggleAttribute("aria-invalid", false);
			if (missing) {
				field.setAttribute("aria-invalid", "true");
				const error = document.createElement("p");
				error.className = "error";
				error.id = id;
				error.textContent = words.missing;
				field.after(error);
				first = first || field;
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

	form.addEventListener("submit", (event) => {
		event.preventDefault();
		const missing = mark_missing();
		if (missing) {
			problem.textContent = words.someMissing;
			problem.hidden = false;
			missing.focus();
			return;
		}
		const { method, token, csrf, call, once, sure } = form.dataset;
		if (sure && !window.confirm(sure)) return;
		while_busy(async () => {
			const values = answers();
			const { website, ...rest } = values;
			let body = { call, once, website, answers: rest };
			if (token) body = sure ? { token, reason: values.reason } : { token, answers: values };
			const { link } = await post(method, body, csrf);
			dirty = false;
			if (link === window.location.pathname) window.location.reload();
			else window.location.assign(link);
		});
	});

	form.addEventListener("input", () => {
		dirty = Boolean(form.dataset.save);
		const saved = document.getElementById("saved");
		if (saved && dirty) saved.textContent = words.unsaved;
	});

	document.getElementById("save")?.addEventListener("click", () => while_busy(save));

	async function save() {
		const { save: method, token, csrf } = form.dataset;
		const { saved } = await post(method, { token, answers: answers() }, csrf);
		dirty = false;
		problem.hidden = true;
		document.getElementById("saved").textContent = words.saved.replace("{0}", saved);
	}

	window.addEventListener("beforeunload", (event) => {
		if (dirty) event.preventDefault();
	});

	again?.addEventListener("submit", (event) => {
		event.preventDefault();
		const { method, call, csrf, done: text } = again.dataset;
		const contact_email = again.querySelector("input").value.trim();
		if (!contact_email) return again.querySelector("input").focus();
		while_busy(async () => {
			await post(method, { call, contact_email }, csrf);
			show_done(text);
			done.scrollIntoView();
		});
	});

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
			body.append("token", form.dataset.token);
			body.append("file", file);
			try {
				add_to_list(await post("upj_kooperation.api.portal.add_file", body, form.dataset.csrf));
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
		const button = document.createElement("button");
		button.type = "button";
		button.className = "second";
		button.textContent = words.remove.replace("{0}", "").trim();
		button.setAttribute("aria-label", words.remove.replace("{0}", file_name));
		row.append(label, " ", button);
		list.append(row);
	}

	list?.addEventListener("click", (event) => {
		const row = event.target.closest("button")?.closest("li");
		if (!row) return;
		while_busy(async () => {
			const { token, csrf } = form.dataset;
			await post("upj_kooperation.api.portal.remove_file", { token, file: row.dataset.file }, csrf);
			row.remove();
			document.getElementById("file").focus();
		});
	});
})();
