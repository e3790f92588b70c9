// The board on the screen in the hall: running totals and the latest agreements, live (F33).
(() => {
	const API = "upj_kooperation.api.market_events";
	const CHANGED = "market_event_changed";
	const DOCTYPE = "Market Event";
	// Milliseconds after which the board reads by itself: without a live connection, and with one.
	const [CUT, LIVE] = [10_000, 60_000];
	// While many enter at once the board follows twice a second.
	const PAUSE = 500;

	frappe.pages["market-board"].on_page_load = function (wrapper) {
		const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Market Board"), single_column: true });
		wrapper.board = new MarketBoard(page);
		$(wrapper).on("hide", () => wrapper.board.leave());
	};

	frappe.pages["market-board"].on_page_show = function (wrapper) {
		wrapper.board.join(frappe.get_route()[1]);
	};

	class MarketBoard {
		constructor(page) {
			this.page = page;
			const hours = __("Hours", null, "Market Deal");
			page.main.addClass("upj-board-frame").append(`
				<div class="upj-board" tabindex="-1">
					<header><h1></h1><p class="upj-board-place"></p><p class="upj-board-taboo" hidden>${__("Money Is Taboo")}</p></header>
					<p class="upj-board-empty" hidden></p>
					<div role="status"><dl>
						<div><dt>${__("Agreements")}</dt><dd data-total="deals"></dd></div>
						<div><dt>${hours}</dt><dd data-total="hours"></dd></div>
						<div><dt>${__("Value in Euro")}</dt><dd data-total="value"></dd></div>
					</dl></div>
					<div class="upj-board-goal" hidden><progress aria-label="${__("Agreements Aimed for")}"></progress><span></span></div>
					<h2>${__("Agreed Last")}</h2>
					<ol class="upj-board-latest"></ol>
					<p class="upj-board-live"></p>
				</div>`);
			this.board = page.main[0].querySelector(".upj-board");
			page.set_primary_action(__("Full Screen"), () => this.board.requestFullscreen());
			frappe.realtime.on(CHANGED, (message) => message.market_event === this.event && this.read());
			frappe.realtime.on("connect", () => this.enter_room());
			frappe.realtime.on("disconnect", () => this.plan());
		}

		async join(name) {
			if (!name) {
				const { message } = await frappe.call({ method: `${API}.entry_desk`, type: "GET" });
				name = message.event?.name;
			}
			if (this.event && this.event !== name) this.leave();
			this.event = name;
			if (name) return this.enter_room();
			this.say(__("No market event is open. Open it on its form first."));
		}

		// A new connection has left all rooms; the server asks whether the user may read the event.
		enter_room() {
			if (!this.event) return;
			if (frappe.realtime.socket) frappe.realtime.emit("doc_subscribe", DOCTYPE, this.event);
			this.read();
		}

		leave() {
			if (this.event && frappe.realtime.socket) frappe.realtime.emit("doc_unsubscribe", DOCTYPE, this.event);
			this.event = null;
			clearTimeout(this.timer);
		}

		// However many changes are told while an answer is on its way, one more reading takes them all.
		async read() {
			if (this.reading) {
				this.again = true;
				return;
			}
			this.reading = true;
			do {
				this.again = false;
				await this.take();
				await new Promise((resume) => setTimeout(resume, PAUSE));
			} while (this.again);
			this.reading = false;
			this.plan();
		}

		async take() {
			const event = this.event;
			if (!event) return;
			try {
				const { message } = await frappe.call({
					method: `${API}.board`,
					type: "GET",
					args: { market_event: event },
					silent: true,
				});
				if (event === this.event) this.draw(message);
			} catch {
				this.live(false);
			}
		}

		plan() {
			clearTimeout(this.timer);
			if (!this.event) return;
			const connected = Boolean(frappe.realtime.socket?.connected);
			this.live(connected);
			this.timer = setTimeout(() => {
				// The desk gives up after three attempts.
				if (!frappe.realtime.socket?.connected) frappe.realtime.socket?.connect();
				this.read();
			}, connected ? LIVE : CUT);
		}

		live(connected) {
			this.find("live").textContent = connected ? __("Live") : __("Without a live connection: read every 10 seconds");
		}

		say(words) {
			this.find("empty").hidden = !words;
			this.find("empty").textContent = words;
		}

		draw({ event, totals, latest }) {
			this.page.set_title(event.event_name);
			this.board.querySelector("h1").textContent = event.event_name;
			const day = frappe.datetime.str_to_user(event.event_date);
			this.find("place").textContent = [day, event.place, __(event.status)].filter(Boolean).join(" · ");
			this.find("taboo").hidden = !event.money_taboo;
			this.say(latest.length ? "" : __("Nothing has been agreed yet."));
			const shown = {
				deals: format_number(totals.deals, null, 0),
				hours: format_number(totals.hours, null, totals.hours % 1 ? 1 : 0),
				value: format_number(totals.value, null, 0),
			};
			Object.entries(shown).forEach(([key, words]) => {
				this.board.querySelector(`[data-total="${key}"]`).textContent = words;
			});
			this.draw_goal(event.goal_matches, totals.deals);
			const before = this.drawn;
			this.drawn = new Set(latest.map((deal) => deal.name));
			this.find("latest").replaceChildren(...latest.map((deal) => line_of(deal, before && !before.has(deal.name))));
		}

		draw_goal(goal, deals) {
			const box = this.find("goal");
			box.hidden = !goal;
			if (!goal) return;
			const bar = box.querySelector("progress");
			[bar.max, bar.value] = [goal, Math.min(deals, goal)];
			box.querySelector("span").textContent = __("{0} of {1} agreements", [deals, goal]);
		}

		find(name) {
			return this.board.querySelector(`.upj-board-${name}`);
		}
	}

	// All text goes in as text: what somebody typed is never HTML.
	function line_of(deal, fresh) {
		const item = document.createElement("li");
		if (fresh) item.className = "upj-board-fresh";
		[
			["strong", `${deal.giver_name} → ${deal.taker_name}`],
			["span", deal.given],
			["small", deal.returned && __("In return: {0}", [deal.returned])],
		].forEach(([tag, words]) => {
			if (!words) return;
			const part = document.createElement(tag);
			part.textContent = words;
			item.append(part);
		});
		return item;
	}
})();
