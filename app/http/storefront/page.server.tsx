import { renderToStaticMarkup } from "react-dom/server";
import {
  defaultTrackingPage,
  isColour,
  type LookUpWay,
  type TrackingPageSettings,
} from "~/domain/settings/tracking-page";
import { timesIn } from "../../../extensions/customer-order-status/src/times";
import styles from "../../../extensions/theme-tracking/assets/tracking.css?raw";
import { Outcome, type FormOutcome } from "./outcome";
import { directionOf, wordFor, wordsIn, type Language, type Words } from "./words";

export interface TrackPage {
  /** Where the forms post to: the store's path for this app, as the merchant named it. */
  action: string;
  language: Language;
  /**
   * Where "today" is looked up, an IANA name; the shop's, as a browser without script does not send
   * its own.
   */
  timeZone: string;
  /** What the merchant decided about the page; the defaults unless given. */
  settings?: PageSettings;
  /** The order's name from a link, for a form that has not been sent. */
  order?: string;
  /** Null for a form that has not been sent. */
  sent: Sent | null;
}

export type PageSettings = Pick<TrackingPageSettings, "lookUpBy" | "heading" | "intro" | "contactUrl" | "accentColour">;

/**
 * What came with the form that is answered. A contact is not kept, so that it stands in no page.
 */
export interface Sent {
  order: string;
  hasEmail: boolean;
  /** The number, where a parcel was asked for by its number alone. */
  number?: string;
  outcome: FormOutcome;
}

/**
 * Forms of the page and of the blocks post to this place, so that a phone without script shows the
 * answer and not the form above it. A form that lacks something is shown from its top.
 */
const resultId = "homeward-result";

/** The page of a browser without script, for Shopify to put inside the theme. */
export function trackPage(page: TrackPage): string {
  const markup = renderToStaticMarkup(<Page {...page} />);
  return `<style>{% raw %}${styles}{% endraw %}</style>\n${withoutLiquid(markup)}`;
}

/** Shopify runs the page as Liquid, which must not see the braces of a visitor or a carrier. */
export function withoutLiquid(markup: string): string {
  return markup.replaceAll("{", "&#123;").replaceAll("}", "&#125;");
}

function Page({ action, language, timeZone, settings = defaultTrackingPage, order, sent }: TrackPage) {
  const times = timesIn(language, timeZone);
  const words = wordsIn(language);
  const { form } = words;
  const contact = contactField(settings.lookUpBy, form);
  const missing = sent?.outcome.kind === "incomplete";
  const byNumber = sent?.number !== undefined;
  const target = `${action}#${resultId}`;
  // Found by a link: there is nothing left to ask for, so the answer comes first.
  const isOpened = sent?.order === "" && !byNumber && sent.outcome.kind === "found";
  return (
    <div className="homeward" lang={language} dir={directionOf(language)} style={accentStyle(settings.accentColour)}>
      <h2 className="homeward-heading">{settings.heading || form.heading}</h2>
      {!isOpened && <p className="homeward-intro">{settings.intro || form.intro}</p>}
      {contact && !isOpened && (
        <form className="homeward-form" method="post" action={target}>
          <input type="hidden" name="locale" value={language} />
          <Field
            name="order"
            type="text"
            autoComplete="off"
            maxLength={100}
            label={form.order}
            note={form.order_hint}
            fault={missing && !byNumber && sent.order === "" ? form.order_missing : null}
            value={sent?.order ?? order ?? ""}
          />
          <Field
            {...contact}
            name="contact"
            maxLength={254}
            fault={missing && !byNumber && !sent.hasEmail ? contact.missing : null}
            value=""
          />
          <button className="homeward-button button btn" type="submit">
            {form.submit}
          </button>
        </form>
      )}
      {settings.lookUpBy.includes("number") && !isOpened && (
        <details className="homeward-by-number" open={byNumber || !contact}>
          <summary>{form.by_number}</summary>
          <form className="homeward-form" method="post" action={target}>
            <input type="hidden" name="locale" value={language} />
            <Field
              name="number"
              type="text"
              autoComplete="off"
              maxLength={100}
              label={form.number}
              note={form.number_hint}
              fault={missing && byNumber && sent.number === "" ? form.number_missing : null}
              value={sent?.number ?? ""}
            />
            <button className="homeward-button button btn" type="submit">
              {form.submit_number}
            </button>
          </form>
        </details>
      )}
      <div className="homeward-result" id={sent && !missing ? resultId : undefined}>
        {sent && <Outcome outcome={sent.outcome} words={words} times={times} contactUrl={settings.contactUrl} />}
      </div>
    </div>
  );
}

interface FieldProps {
  name: string;
  type: "text" | "email" | "tel";
  autoComplete: string;
  maxLength: number;
  label: string;
  note: string;
  fault: string | null;
  value: string;
}

function Field({ name, type, autoComplete, maxLength, label, note, fault, value }: FieldProps) {
  const id = `homeward-${name}`;
  return (
    <div className="homeward-field">
      <label htmlFor={id}>{label}</label>
      <input
        className="homeward-input"
        id={id}
        name={name}
        type={type}
        defaultValue={value}
        maxLength={maxLength}
        autoComplete={autoComplete}
        autoCapitalize={name === "contact" ? "none" : "characters"}
        spellCheck={false}
        aria-describedby={`${id}-note`}
        aria-invalid={fault !== null}
        required
      />
      <p className="homeward-note" id={`${id}-note`} {...(fault === null ? {} : { "data-bad": "" })}>
        {fault ?? note}
      </p>
    </div>
  );
}

/**
 * The one field for what proves an order, named after the ways the merchant allows; null where only
 * numbers are.
 */
function contactField(ways: readonly LookUpWay[], form: Words["form"]) {
  const [first, ...others] = (["email", "phone", "postcode"] as const).filter((way) => ways.includes(way));
  if (first === undefined) return null;
  if (others.length > 0) {
    const label = wordFor(form, [first, ...others].join("_")) ?? form.email_phone_postcode;
    return { type: "text", autoComplete: "on", label, note: form.contact_hint, missing: form.contact_missing } as const;
  }
  switch (first) {
    case "email":
      return {
        type: "email",
        autoComplete: "email",
        label: form.email,
        note: form.email_hint,
        missing: form.email_missing,
      } as const;
    case "phone":
      return {
        type: "tel",
        autoComplete: "tel",
        label: form.phone,
        note: form.phone_hint,
        missing: form.phone_missing,
      } as const;
    case "postcode":
      return {
        type: "text",
        autoComplete: "postal-code",
        label: form.postcode,
        note: form.postcode_hint,
        missing: form.postcode_missing,
      } as const;
  }
}

/**
 * The merchant's colour, with black or white on it, by the brightness rule of Liquid's
 * `color_brightness`.
 */
function accentStyle(colour: string): Record<string, string> {
  if (!isColour(colour)) return {};
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const brightness = (red * 299 + green * 587 + blue * 114) / 1000;
  return { "--homeward-accent": colour, "--homeward-on-accent": brightness > 140 ? "#000" : "#fff" };
}
