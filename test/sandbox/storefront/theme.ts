import { escapeHtml } from "../http/reply";

/** The storefront's theme around a page's content. */
export function themePage(options: {
  title: string;
  locale: string;
  content: string;
  stylesheets?: readonly string[];
  scripts?: readonly string[];
  /** `dark` for a theme of light text on a dark ground. */
  scheme?: string | null;
}): string {
  const { title, locale, content, stylesheets = [], scripts = [], scheme = null } = options;
  const styles = stylesheets.map((url) => `<link rel="stylesheet" href="${escapeHtml(url)}">`).join("");
  const code = scripts.map((url) => `<script src="${escapeHtml(url)}" defer></script>`).join("");
  return `<!doctype html>
<html lang="${escapeHtml(locale)}" dir="${directionOf(locale)}"${scheme === "dark" ? ' data-scheme="dark"' : ""}>
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(title)} – Hearth & Hill</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/store/theme/theme.css">
    ${styles}${code}
  </head>
  <body>
    <a class="skip" href="#main">Skip to content</a>
    <header>
      <p class="announcement">Free shipping on orders over $75</p>
      <div class="header">
      <a class="logo" href="/store">Hearth & Hill</a>
      <nav aria-label="Shop"><a href="/store">Kitchen</a><a href="/store">Textiles</a><a href="/store">Candles</a></nav>
      </div>
    </header>
    <main id="main">${content}</main>
    <footer class="footer">© Hearth & Hill · a shop of the sandbox</footer>
  </body>
</html>`;
}

/** Impossible to mistake for a working page. */
export function brokenPage(what: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return themePage({
    title: "Broken",
    locale: "en",
    content: `<section class="section broken" role="alert"><h1>${escapeHtml(what)}</h1><pre>${escapeHtml(message)}</pre></section>`,
  });
}

const rightToLeft = ["ar", "fa", "he", "ur"];

export function directionOf(locale: string): "ltr" | "rtl" {
  return rightToLeft.includes(locale.split("-")[0] ?? "") ? "rtl" : "ltr";
}
