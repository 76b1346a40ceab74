// Answers the forms of blocks/*.liquid in place. Text goes in as text nodes, never as mark-up.
(() => {
  if (customElements.get("homeward-track")) return;

  // "p.quiet" makes <p class="homeward-quiet">; what is null, false, 0 or "" is left out.
  const make = (kind, attributes, ...children) => {
    const [tag, name] = kind.split(".");
    const node = document.createElement(tag);
    if (name) node.className = "homeward-" + name;
    for (const key in attributes) if (attributes[key] != null) node.setAttribute(key, attributes[key]);
    node.append(...children.filter(Boolean));
    return node;
  };
  // Of a carrier or a shop: may run the other way than the page.
  const told = (kind, text) => text && make(kind, {}, make("bdi", {}, text));
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
  const link = (url) => (/^(https?:|mailto:|tel:|\/(?!\/))/i.test(url || "") ? url : null);

  const clockFor = (locale) => {
    // The carrier's wall clock, as UTC, so that no zone moves it.
    const at = (local) => new Date(local + "Z");
    const format = (options) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
    const short = format({ weekday: "short", day: "numeric", month: "short" });
    const long = format({ weekday: "long", day: "numeric", month: "long" });
    const moment = format({ weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });
    const hour = format({ hour: "numeric", minute: "2-digit" });
    const away = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
    const count = new Intl.NumberFormat(locale, { style: "unit", unit: "day", unitDisplay: "long" });
    return {
      time: (local) => hour.format(at(local)),
      day: (local) => long.format(at(local)),
      moment: (local) => moment.format(at(local)),
      days: (number) => count.format(number),
      window: ({ from, to }) => short.formatRange(new Date(from || to), new Date(to || from)),
      // `now` comes with the answer: the phone's may be wrong.
      ago(iso, now) {
        const minutes = Math.max(0, Math.round((new Date(now) - new Date(iso)) / 60000));
        if (minutes < 60) return minutes ? away.format(-minutes, "minute") : away.format(0, "second");
        return away.format(-Math.round(minutes / (minutes < 2880 ? 60 : 1440)), minutes < 2880 ? "hour" : "day");
      },
      scan(local, now) {
        const here = new Date(now);
        const today = Date.UTC(here.getFullYear(), here.getMonth(), here.getDate());
        const gone = Math.max(0, (today - new Date(local.slice(0, 10))) / 86400000);
        return `${gone < 2 ? away.format(-gone, "day") : short.format(at(local))} ${hour.format(at(local))}`;
      },
    };
  };

  const show = (words, clock, { order, answeredAt, parcels }) => {
    const { result } = words;
    const advice = (text, ask) => {
      const href = ask && link(words.contactUrl);
      return text && make("p.next", {}, text, href && make("a.contact", { href }, result.contact));
    };

    const progress = ({ step, trouble }) => {
      const dots = words.step.map((name, index) => {
        const state = index + 1 < step ? "done" : index + 1 === step ? "now" : "todo";
        const attributes = { "data-state": state, "aria-current": state === "now" ? "step" : null };
        return make("li", attributes, make("span.step", {}, name));
      });
      return make("ol.progress", { "aria-label": result.progress, "data-trouble": trouble || null }, ...dots);
    };

    const latest = ({ text, phraseKey, place, local }) => {
      const time = make("time", { datetime: local }, clock.moment(local));
      const where = make("div", {}, told("span", place), place && " · ", time);
      const phrase = words.event[phraseKey];
      return make("div.latest", {}, told("strong", phrase || text), where, phrase && told("div.quiet", text));
    };

    const carrierLine = ({ carrier, number }) => {
      const text = [carrier?.name, number].filter(Boolean).join(" ");
      const href = link(carrier?.url);
      const rel = "noopener noreferrer nofollow";
      const phone = carrier?.phone;
      return make(
        "p.carrier",
        {},
        href ? make("a", { href, rel, target: "_blank" }, text) : make("span", {}, text),
        phone && make("a", { href: "tel:" + phone.replace(/[^+\d]/g, ""), dir: "ltr" }, phone),
      );
    };

    const inside = (contents) => {
      const lines = contents.map(({ quantity, title }) => told("li", `${quantity} × ${title}`));
      return lines.length && make("div.contents", {}, make("h4", {}, result.contents), make("ul", {}, ...lines));
    };

    const updates = (events) => {
      const details = make("details.updates", {}, make("summary", {}, `${result.updates} (${events.length})`));
      let date, list;
      for (const { local, text, phraseKey, place } of events) {
        if (date !== local.slice(0, 10)) {
          date = local.slice(0, 10);
          list = make("ol", {});
          details.append(make("h4", {}, clock.day(local)), list);
        }
        const phrase = words.event[phraseKey];
        const besides = [phrase && text, place].filter(Boolean).join(" · ");
        const what = make("div", {}, told("div", phrase || text), told("div.quiet", besides));
        list.append(make("li", {}, make("time", { datetime: local }, clock.time(local)), what));
      }
      return events.length && details;
    };

    const card = (parcel, index) => {
      const { lastEvent, silentDays, status, trouble, checkedAt } = parcel;
      const key = words.status[parcel.substatusKey] ? parcel.substatusKey : status;
      const days = clock.days(silentDays ?? 30);
      const times = [
        checkedAt && fill(result.checked, { when: clock.ago(checkedAt, answeredAt) }),
        lastEvent && fill(result.last_scan, { when: clock.scan(lastEvent.local, answeredAt) }),
      ];
      const rank = fill(result.parcel, { number: index + 1, total: parcels.length });
      return make(
        "article.parcel",
        {},
        parcels.length > 1 && make("p.quiet", {}, rank),
        make("h3.sentence", { tabindex: -1 }, fill(words.status[key] || key, { days })),
        parcel.expected && make("p.expected", {}, fill(result.expected, { when: clock.window(parcel.expected) })),
        progress(parcel),
        lastEvent && latest(lastEvent),
        advice(silentDays && !trouble ? fill(result.quiet, { days }) : words.next[key], silentDays || trouble),
        make("p.quiet", {}, times.filter(Boolean).join(" · ")),
        carrierLine(parcel),
        inside(parcel.contents),
        updates(parcel.events),
      );
    };

    const none = () =>
      make("article.parcel", {}, make("h3.sentence", { tabindex: -1 }, result.none), advice(result.none_next));
    // Who asks by tracking number is not told the order.
    const title = order.name && make("p.order", {}, fill(result.order, { name: order.name }));
    return [title, ...(parcels.length ? parcels.map(card) : [none()])].filter(Boolean);
  };

  class HomewardTrack extends HTMLElement {
    connectedCallback() {
      this.result = this.querySelector(".homeward-result");
      this.words = JSON.parse(this.querySelector("script").textContent);
      this.clock = clockFor(this.dataset.locale);
      for (const form of this.querySelectorAll("form")) {
        form.noValidate = true;
        form.onsubmit = (event) => this.submit(event);
        form.oninput = ({ target }) => this.mark(target, false);
      }
      // The order is known, so nobody has to press.
      this.querySelector(".homeward-known")?.requestSubmit();
    }

    mark(input, empty) {
      const note = document.getElementById(input.getAttribute("aria-describedby"));
      note.dataset.hint ??= note.textContent;
      note.textContent = empty ? note.dataset.empty : note.dataset.hint;
      note.toggleAttribute("data-bad", empty);
      input.setAttribute("aria-invalid", empty);
    }

    async submit(event) {
      event.preventDefault();
      const form = event.target;
      const inputs = [...form.querySelectorAll("[required]")];
      const isEmpty = (input) => !input.value.trim();
      for (const input of inputs) this.mark(input, isEmpty(input));
      const empty = inputs.find(isEmpty);
      if (empty) return empty.focus();
      const body = new URLSearchParams(new FormData(form));
      const asked = String(body);
      if (this.asked === asked) return;
      this.asked = asked;
      // What Liquid told stays until there is more to tell.
      const known = form.querySelector(".homeward-message");
      const { message } = this.words;
      if (!known) {
        this.toggleAttribute("data-open", true);
        this.result.replaceChildren(make("p.quiet", {}, message.busy));
      }
      const { kind, answer } = await this.ask(form.action, body);
      // Corrected meanwhile, and pressed again.
      if (this.asked !== asked) return;
      this.asked = null;
      if (kind === "found") this.result.replaceChildren(...show(this.words, this.clock, answer));
      else if (!known)
        this.result.replaceChildren(
          make("p.message", { tabindex: -1 }, message[kind] || message.failed),
          // Nobody knows an order that was not shipped.
          ...(kind === "not-found" ? [make("p.quiet", {}, this.words.result.none_next)] : []),
        );
      else if (event.submitter) known.textContent = message[kind] || message.failed;
      if (!known) this.result.querySelector("[tabindex]").focus();
      // Not the form above it.
      if (!known && answer) this.result.scrollIntoView();
    }

    async ask(address, body) {
      try {
        const headers = { Accept: "application/json" };
        return await (await fetch(address, { method: "POST", headers, body, cache: "no-store" })).json();
      } catch {
        return { kind: "failed" };
      }
    }
  }

  customElements.define("homeward-track", HomewardTrack);
})();
