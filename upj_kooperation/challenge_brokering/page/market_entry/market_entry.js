// Paper agreements typed in seconds while the evening runs (F33): Enter saves and clears, nothing needs the mouse.
(() => {
	const API = "upj_kooperation.api.market_events";
	const SUGGEST_AFTER = 150;
	// So many of the own entries stay in sight, to be corrected at once.
	const OWN = 8;

	frappe.pages["market-entry"].on_page_load = function (wrapper) {
		const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Enter Agreements"), single_column: true });
		wrapper.desk = new MarketEntry(page);
	};

	frappe.pages["market-entry"].on_page_show = function (wrapper) {
		wrapper.desk.open(frappe.get_route()[1]);
	};

	// Answers as they are; what is refused comes as plain words, without a dialog that would take the focus.
	const ask = (method, type, args) =>
		new Promise((resolve, reject) =>
			frappe.call({
				method: `${API}.${method}`,
				type,
				args,
				silent: true,
				callback: ({ message }) => resolve(message),
				error: (answer) => reject(words_of(answer)),
			})
		);

	function words_of(answer) {
		const data = answer?.responseJSON || answer || {};
		const messages = data._server_messages ? JSON.parse(data._server_messages).map((one) => JSON.parse(one).message) : [];
		const plain = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent;
		return messages.map(plain).join(" ") || __("Not saved, for there is no answer. Press Enter again: it is entered once.");
	}

	// By this key an entry that is sent twice is one agreement. The function of browsers for it needs https.
	const new_key = () =>
		Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

	class MarketEntry {
		constructor(page) {
			this.page = page;
			const hours = __("Hours", null, "Market Deal");
			page.main.addClass("upj-market-entry").append(`
				<p class="upj-market-state" role="status"></p>
				<ul class="upj-market-choice"></ul>
				<form class="upj-market-form" autocomplete="off" hidden>
					${text_field("giver_name", __("Company"), "upj-market-givers")}
					${text_field("taker_name", __("Nonprofit"), "upj-market-takers")}
					${text_field("given", __("The Company Gives"))}
					${text_field("returned", __("It Gets in Return"), "", false)}
					${select_field("kind", __("Kind of Support"))}
					${select_field("field_of_action", __("Field of Action"), false)}
					${number_field("hours", hours)}
					${number_field("value", __("Value in Euro"))}
					<datalist id="upj-market-givers"></datalist><datalist id="upj-market-takers"></datalist>
					<p class="upj-market-error" role="alert"></p>
					<p><button type="submit" class="btn btn-primary">${__("Enter Agreement")}</button>
						<span class="text-muted">${__("Enter saves, Tab goes on.")}</span></p>
				</form>
				<div class="upj-market-latest" hidden><h2>${__("Entered Last")}</h2><ol></ol></div>`);
			const element = (name) => page.main[0].querySelector(`.upj-market-${name}`);
			[this.state, this.choice, this.form, this.error, this.latest] = [
				...["state", "choice", "form", "error", "latest"].map(element),
			];
			this.form.addEventListener("submit", (event) => {
				event.preventDefault();
				this.save();
			});
			// A browser sends a form from a text field, but not from a choice.
			this.form.addEventListener("keydown", (event) => {
				if (event.key !== "Enter" || event.target.tagName !== "SELECT") return;
				event.preventDefault();
				this.form.requestSubmit();
			});
			["giver_name", "taker_name"].forEach((name) =>
				this.form.elements[name].addEventListener(
					"input",
					frappe.utils.debounce(() => this.suggest(this.form.elements[name]), SUGGEST_AFTER)
				)
			);
			page.add_inner_button(__("Market Board"), () => this.event && frappe.set_route("market-board", this.event));
		}

		async open(name) {
			const found = await ask("entry_desk", "GET", name ? { market_event: name } : {}).catch((words) => {
				this.state.textContent = words;
			});
			if (!found) return;
			this.event = found.event?.name;
			this.choice.replaceChildren(...(found.event ? [] : found.events.map(choice_of)));
			if (!found.event) {
				this.form.hidden = this.latest.hidden = true;
				this.state.textContent = found.events.length
					? __("Choose the event.")
					: __("No market event is open. Open it on its form first.");
				return;
			}
			this.page.set_title(`${__("Enter Agreements")}: ${found.event.event_name}`);
			fill(this.form.elements.kind, found.kinds);
			fill(this.form.elements.field_of_action, found.fields);
			this.form.hidden = found.event.status !== "Open";
			const words = [found.event.event_name, __(found.event.status)];
			if (found.event.money_taboo) words.push(__("Money Is Taboo"));
			this.state.textContent = words.join(" · ");
			this.latest.hidden = !found.latest.length;
			this.latest.querySelector("ol").replaceChildren(...found.latest.map(line_of));
			if (!this.form.hidden) this.clear();
		}

		add(deal) {
			this.latest.hidden = false;
			const lines = this.latest.querySelector("ol");
			lines.prepend(line_of(deal));
			if (lines.children.length > OWN) lines.lastElementChild.remove();
		}

		clear() {
			this.form.reset();
			this.key = new_key();
			this.error.textContent = "";
			this.form.elements.giver_name.focus();
		}

		async suggest(input) {
			// Who has gone on to the next field needs no suggestion.
			if (document.activeElement !== input) return;
			const names = await ask("suggest_parties", "GET", { market_event: this.event, text: input.value }).catch(() => []);
			fill(input.list, names);
		}

		async save() {
			if (this.saving) return;
			this.saving = true;
			const values = Object.fromEntries(new FormData(this.form));
			try {
				const entered = await ask("enter_deal", "POST", {
					market_event: this.event,
					entry_key: this.key,
					...values,
					hours: values.hours || 0,
					value: values.value || 0,
				});
				this.add({ ...values, ...entered });
				this.clear();
			} catch (words) {
				this.error.textContent = words;
			} finally {
				this.saving = false;
			}
		}
	}

	const label = (name, words, required) =>
		`<label for="upj-market-${name}">${words}${required ? ' <span class="text-danger" aria-hidden="true">*</span>' : ""}</label>`;

	const text_field = (name, words, list = "", required = true) =>
		`<div>${label(name, words, required)}<input class="form-control" id="upj-market-${name}" name="${name}"
			maxlength="${list ? 140 : 1000}" ${list ? `list="${list}"` : ""} ${required ? "required" : ""}></div>`;

	const select_field = (name, words, required = true) =>
		`<div>${label(name, words, required)}<select class="form-control" id="upj-market-${name}" name="${name}" ${
			required ? "required" : ""
		}></select></div>`;

	const number_field = (name, words) =>
		`<div>${label(name, words)}<input class="form-control" id="upj-market-${name}" name="${name}" type="number" min="0" step="any"></div>`;

	function fill(list, names) {
		const blank = list.tagName === "SELECT" ? [new Option("", "")] : [];
		list.replaceChildren(...blank, ...names.map((name) => new Option(name, name)));
	}

	function link_to(address, words) {
		const link = document.createElement("a");
		link.href = address;
		link.textContent = words;
		return link;
	}

	function choice_of(event) {
		const item = document.createElement("li");
		item.append(link_to(`/app/market-entry/${encodeURIComponent(event.name)}`, event.event_name));
		return item;
	}

	function line_of(deal) {
		const item = document.createElement("li");
		const words = __("Correct", null, "Market Deal");
		const link = link_to(`/app/market-deal/${encodeURIComponent(deal.name)}`, words);
		link.target = "_blank";
		link.setAttribute("aria-label", `${words}: ${deal.deal_title}`);
		item.append(`${deal.giver_name} → ${deal.taker_name}: ${deal.given} `, link);
		return item;
	}
})();
