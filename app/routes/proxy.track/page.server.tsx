import { renderToStaticMarkup } from "react-dom/server";
import type { TrackingPageSettings } from "~/domain/settings/tracking-page";
import type { LookUp } from "~/features/storefront-lookup/find.server";
import { timesIn } from "../../../extensions/customer-order-status/src/times";
import styles from "../../../extensions/theme-tracking/assets/tracking.css?raw";
import { OrderResult } from "./parcel-card";
import { wordsIn, type Language, type Words } from "./words";

export interface TrackPage {
  /** Where the form posts to: the store's path for this app, as the merchant named it. */
  action: string;
  language: Language;
  /** What the merchant decided about the page; everything at its default unless told. */
  settings?: PageSettings;
  /** The order's name a link brought along, for a form nobody has sent yet. */
  order?: string;
  /** Null for a form nobody has sent yet. */
  sent: Sent | null;
}

export type PageSettings = Pick<TrackingPageSettings, "lookUpBy" | "heading" | "intro" | "contactUrl" | "accentColour">;

/** What came with the form that is answered; a contact is not kept, so that it stands in no page. */
export interface Sent {
  order: string;
  hasEmail: boolean;
  /** Where a parcel was asked for by its number alone. */
  number?: string;
  outcome: LookUp | { kind: "incomplete" };
}

/** The page of a browser without script, for Shopify to put inside the theme. */
export function trackPage(page: TrackPage): string {
  const markup = renderToStaticMarkup(<Page {...page} />);
  return `<style>{% raw %}${styles}{% endraw %}</style>\n${withoutLiquid(markup)}`;
}

/** Shopify runs the page as Liquid: a visitor's or a carrier's braces must not reach it as braces. */
export function withoutLiquid(markup: string): string {
  return markup.replaceAll("{", "&#123;").replaceAll("}", "&#125;");
}

function Page({ action, language, order, sent }: TrackPage) {
  const words = wordsIn(language);
  const missing = sent?.outcome.kind === "incomplete";
  // Found by a link: the answer comes first on a phone, and there is nothing left to ask for.
  const isOpened = sent?.order === "" && sent.number === undefined && sent.outcome.kind === "found";
  return (
    <div className="homeward" lang={language}>
      <h2 className="homeward-heading">{words.heading}</h2>
      {!isOpened && (
        <form className="homeward-form" method="post" action={action}>
          <input type="hidden" name="locale" value={language} />
          <Field
            name="order"
            type="text"
            label={words.form.order}
            note={words.form.order_hint}
            fault={missing && sent.order === "" ? words.form.order_missing : null}
            value={sent?.order ?? order ?? ""}
          />
          <Field
            name="email"
            type="email"
            label={words.form.email}
            note={words.form.email_hint}
            fault={missing && !sent.hasEmail ? words.form.email_missing : null}
            value=""
          />
          <button className="homeward-button button btn" type="submit">
            {words.form.submit}
          </button>
        </form>
      )}
      <div className="homeward-result">
        {sent && <Outcome outcome={sent.outcome} words={words} language={language} />}
      </div>
    </div>
  );
}

type OutcomeProps = { outcome: Sent["outcome"]; words: Words; language: Language };

function Outcome({ outcome, words, language }: OutcomeProps) {
  switch (outcome.kind) {
    case "found":
      return <OrderResult answer={outcome.answer} words={words} times={timesIn(language, "UTC")} />;
    case "not-found":
      return <p className="homeward-message">{words.message.not_found}</p>;
    case "too-many":
      return <p className="homeward-message">{words.message.too_many}</p>;
    case "incomplete":
      return null;
  }
}

interface FieldProps {
  name: string;
  type: "text" | "email";
  label: string;
  note: string;
  fault: string | null;
  value: string;
}

function Field({ name, type, label, note, fault, value }: FieldProps) {
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
        maxLength={type === "email" ? 254 : 100}
        autoComplete={type === "email" ? "email" : "off"}
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
