// Sends the forms of blocks/*.liquid and puts the app's answer in place: mark-up that the app has
// escaped.
(() => {
  if (customElements.get("homeward-track")) return;

  // Where reading begins.
  const start = ".homeward-sentence, .homeward-message";

  const paragraph = (name, text) => {
    const node = document.createElement("p");
    node.className = "homeward-" + name;
    node.textContent = text;
    return node;
  };

  class HomewardTrack extends HTMLElement {
    connectedCallback() {
      this.result = this.querySelector(".homeward-result");
      for (const form of this.querySelectorAll("form")) {
        form.noValidate = true;
        form.onsubmit = (event) => this.submit(event);
        form.oninput = ({ target }) => this.mark(target, false);
      }
      // The order is known: no need to press.
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
      // What Liquid has shown stays until there is more to show.
      const known = form.querySelector(".homeward-message");
      if (!known) {
        this.toggleAttribute("data-open", true);
        this.result.replaceChildren(paragraph("quiet", this.dataset.busy));
      }
      const answer = await this.ask(form.action, body);
      // Corrected meanwhile, and pressed again.
      if (this.asked !== asked) return;
      this.asked = null;
      const found = answer.dataset.outcome === "found";
      const first = answer.querySelector(start);
      if (found || !known) this.result.replaceChildren(...answer.childNodes);
      else if (event.submitter) known.textContent = first.textContent;
      if (known) return;
      first.tabIndex = -1;
      first.focus();
      // Not the form above it.
      if (found) this.result.scrollIntoView();
    }

    // The element around the answer, or around the words for none.
    async ask(address, body) {
      try {
        body.set("view", "fragment");
        body.set("language", this.lang);
        body.set("time_zone", Intl.DateTimeFormat().resolvedOptions().timeZone);
        const headers = { Accept: "text/html" };
        const response = await fetch(address, { method: "POST", headers, body, cache: "no-store" });
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        const answer = page.querySelector("[data-outcome]");
        const { contact = "" } = this.dataset;
        for (const link of answer.querySelectorAll(".homeward-contact"))
          if (/^(https?:|mailto:|tel:|\/(?!\/))/i.test(contact)) link.href = contact;
          else link.remove();
        if (answer.querySelector(start)) return answer;
      } catch {
        // As for an answer that says nothing.
      }
      const none = document.createElement("div");
      none.append(paragraph("message", this.dataset.failed));
      return none;
    }
  }

  customElements.define("homeward-track", HomewardTrack);
})();
