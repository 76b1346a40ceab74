/**
 * The `s-*` components of customer accounts, as far as a widget meets them: plain custom elements
 * with their own styles.
 */
(() => {
  const gaps = {
    none: "0",
    "small-500": "2px",
    "small-400": "4px",
    "small-300": "4px",
    "small-200": "8px",
    "small-100": "10px",
  };
  Object.assign(gaps, { small: "8px", base: "16px", large: "24px", "large-100": "28px", "large-200": "32px" });
  const length = (token) => gaps[token] ?? (/^\d/.test(token ?? "") ? token : "0");
  const escape = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

  /**
   * `draw` gives the shadow tree for the element's attributes; it is drawn again when one of them
   * changes.
   */
  const define = (name, attributes, draw, style = "") => {
    customElements.define(
      name,
      class extends HTMLElement {
        static observedAttributes = attributes;
        connectedCallback() {
          this.update();
        }
        attributeChangedCallback() {
          if (this.isConnected) this.update();
        }
        update() {
          this.shadowRoot ?? this.attachShadow({ mode: "open" });
          const read = (attribute) => this.getAttribute(attribute);
          this.shadowRoot.innerHTML = `<style>:host{box-sizing:border-box}:host([hidden]){display:none}${style}</style>${draw(read, this)}`;
        }
      },
    );
  };
  const slot = () => "<slot></slot>";
  /** Where Shopify's own addresses lead in this store. */
  const address = (href) =>
    href
      .replace(/^shopify:customer-account\/orders\/(\d+)$/, "/store/orders/$1")
      .replace(/^shopify:customer-account\/.*$/, "/store");
  const label = (read) => (read("accessibilitylabel") ? ` aria-label="${escape(read("accessibilitylabel"))}"` : "");

  define(
    "s-page",
    ["heading", "subheading"],
    (read) => `${read("heading") ? `<h1>${escape(read("heading"))}</h1>` : ""}<slot></slot>`,
    ":host{display:block}h1{font-size:24px;line-height:1.25;margin:8px 0 16px}",
  );
  define(
    "s-section",
    ["heading"],
    (read) => `<section>${read("heading") ? `<h2>${escape(read("heading"))}</h2>` : ""}<slot></slot></section>`,
    ":host{display:block}section{background:#fff;border:1px solid #dedede;border-radius:12px;padding:20px;margin-bottom:16px}h2{font-size:18px;line-height:1.3;margin:0 0 12px}",
  );
  define(
    "s-stack",
    ["gap", "direction", "paddingblockstart", "justifycontent", "alignitems", "padding"],
    (read, host) => {
      const inline = read("direction") === "inline";
      Object.assign(host.style, {
        flexDirection: inline ? "row" : "column",
        flexWrap: inline ? "wrap" : "nowrap",
        gap: length(read("gap")),
        padding: length(read("padding")),
        alignItems: read("alignitems") ?? "",
        justifyContent: read("justifycontent") ?? "",
      });
      if (read("paddingblockstart")) host.style.paddingBlockStart = length(read("paddingblockstart"));
      return slot();
    },
    ":host{display:flex;min-width:0}",
  );
  define(
    "s-grid",
    ["gridtemplatecolumns", "gap", "alignitems"],
    (read, host) => {
      host.style.gridTemplateColumns = read("gridtemplatecolumns") ?? "1fr";
      host.style.gap = length(read("gap"));
      host.style.alignItems = read("alignitems") ?? "";
      return slot();
    },
    ":host{display:grid;min-width:0}",
  );
  define("s-grid-item", [], slot, ":host{display:block;min-width:0}");
  define(
    "s-box",
    ["padding", "paddingblockstart"],
    (read, host) => {
      host.style.padding = length(read("padding"));
      return slot();
    },
    ":host{display:block}",
  );
  define(
    "s-heading",
    [],
    () => "<h3><slot></slot></h3>",
    ":host{display:block}h3{font-size:20px;line-height:1.3;margin:0;font-weight:600}",
  );
  define(
    "s-text",
    ["type", "color", "tone"],
    (read) => (read("type") === "strong" ? "<strong><slot></slot></strong>" : slot()),
    ':host{overflow-wrap:anywhere}:host([type="small"]){font-size:13px}:host([color="subdued"]){color:#5c5c5c}:host([tone="critical"]){color:#b3001b}:host([tone="success"]){color:#0c6b3f}strong{font-weight:600}',
  );
  define(
    "s-paragraph",
    ["color"],
    () => "<p><slot></slot></p>",
    ':host{display:block}p{margin:0}:host([color="subdued"]){color:#5c5c5c}',
  );
  define(
    "s-badge",
    ["tone"],
    slot,
    ':host{display:inline-block;align-self:flex-start;background:#ececec;border-radius:6px;padding:2px 8px;font-size:13px;font-weight:600}:host([tone="critical"]){background:#ffe1e1;color:#8e0b21}',
  );
  define(
    "s-banner",
    ["tone", "heading"],
    (read) => {
      const urgent = ["warning", "critical"].includes(read("tone"));
      return `<div role="${urgent ? "alert" : "status"}">${read("heading") ? `<strong>${escape(read("heading"))}</strong> ` : ""}<slot></slot></div>`;
    },
    ':host{display:block}div{background:#eaf4ff;border-radius:8px;padding:12px 14px}:host([tone="warning"]) div{background:#fff1d6}:host([tone="critical"]) div{background:#ffe1e1}:host([tone="success"]) div{background:#dff5e5}',
  );
  define(
    "s-progress",
    ["value", "max", "accessibilitylabel"],
    (read) => {
      const [value, max] = [Number(read("value") ?? 0), Number(read("max") ?? 1)];
      return `<div role="progressbar" aria-valuenow="${value}" aria-valuemin="0" aria-valuemax="${max}"${label(read)}><i style="width:${(100 * value) / max}%"></i></div>`;
    },
    ":host{display:block}div{height:8px;border-radius:4px;background:#e3e3e3;overflow:hidden}i{display:block;height:100%;background:#1a1a1a;border-radius:4px}",
  );
  define(
    "s-details",
    ["open", "defaultopen"],
    (read) =>
      `<details${read("open") !== null || read("defaultopen") !== null ? " open" : ""}><summary><slot name="summary"></slot></summary><slot></slot></details>`,
    ":host{display:block}summary{cursor:pointer;font-weight:600;padding:6px 0}",
  );
  customElements.define(
    "s-summary",
    class extends HTMLElement {
      connectedCallback() {
        this.slot = "summary";
      }
    },
  );
  define(
    "s-link",
    ["href", "target", "accessibilitylabel"],
    (read) =>
      `<a href="${escape(address(read("href") ?? "#"))}"${read("target") ? ` target="${escape(read("target"))}" rel="noopener noreferrer"` : ""}${label(read)}><slot></slot></a>`,
    "a{color:#005bd3;overflow-wrap:anywhere}",
  );
  define(
    "s-button",
    ["variant", "disabled", "loading", "href", "accessibilitylabel"],
    (read) =>
      read("href") === null
        ? `<button type="button"${read("disabled") !== null || read("loading") !== null ? " disabled" : ""}${label(read)}><slot></slot></button>`
        : `<a href="${escape(address(read("href")))}"${label(read)}><slot></slot></a>`,
    ':host{display:inline-block;align-self:flex-start}button,a{display:inline-block;box-sizing:border-box;font:inherit;font-weight:600;padding:10px 16px;min-height:44px;border-radius:8px;border:1px solid #8a8a8a;background:#fff;color:inherit;text-decoration:none;cursor:pointer}:host([variant="primary"]) :is(button,a){background:#1a1a1a;color:#fff;border-color:#1a1a1a}',
  );
  define(
    "s-divider",
    [],
    () => '<div role="separator"></div>',
    ":host{display:block}div{border-top:1px solid #dedede}",
  );
  define(
    "s-skeleton-paragraph",
    [],
    () => '<div role="status" aria-label="Loading"><i></i><i></i><i style="width:60%"></i></div>',
    ":host{display:block}i{display:block;height:14px;border-radius:4px;background:#e8e8e8;margin:8px 0}",
  );
  define(
    "s-spinner",
    ["accessibilitylabel"],
    (read) => `<div role="status" aria-label="${escape(read("accessibilitylabel") ?? "Loading")}"></div>`,
    ":host{display:inline-block}div{width:20px;height:20px;border:3px solid #ddd;border-top-color:#1a1a1a;border-radius:50%}",
  );
  const signs = {
    delivery: "⛟",
    delivered: "✓",
    truck: "⛟",
    clock: "◷",
    location: "⌖",
    "check-circle": "✓",
    "alert-triangle": "⚠",
  };
  define("s-icon", ["type"], (read) => `<span aria-hidden="true">${signs[read("type")] ?? "•"}</span>`);
  define(
    "s-time",
    ["datetime"],
    (read) => `<time datetime="${escape(read("datetime") ?? "")}"><slot></slot></time>`,
    ":host{white-space:nowrap;color:#5c5c5c}",
  );
  const list = (name, bullets) =>
    define(
      name,
      [],
      (_read, host) => (host.setAttribute("role", "list"), slot()),
      `:host{display:block;padding-inline-start:20px;list-style:${bullets}}`,
    );
  list("s-ordered-list", "decimal");
  list("s-unordered-list", "disc");
  define(
    "s-list-item",
    [],
    (_read, host) => (host.setAttribute("role", "listitem"), slot()),
    ":host{display:list-item}",
  );
  define(
    "s-image",
    ["src", "alt"],
    (read) => `<img src="${escape(read("src") ?? "")}" alt="${escape(read("alt") ?? "")}">`,
    "img{max-width:100%}",
  );
  document.documentElement.dataset.components = "ready";
})();
