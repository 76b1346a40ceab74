import { renderToStaticMarkup } from "react-dom/server";
import type { LookUp } from "~/features/shopper/look-up/find.server";
import type { Times } from "../../../extensions/customer-order-status/src/times";
import { OrderResult, type Writing } from "./parcel-card";
import { wordsIn, type Language } from "./words";

/** What comes of a form: an answer to what it asks, or that it lacks something. */
export type FormOutcome = LookUp | { kind: "incomplete" };

/** The answer to a form. */
export function Outcome({ outcome, ...writing }: { outcome: FormOutcome } & Writing) {
  const { message, result } = writing.words;
  switch (outcome.kind) {
    case "found":
      return <OrderResult answer={outcome.answer} {...writing} />;
    case "not-found":
      return (
        <>
          <p className="homeward-message">{message.not_found}</p>
          {/* The details may be right: an order of which nothing was shipped is not known here. */}
          <p className="homeward-quiet">{result.none_next}</p>
        </>
      );
    case "too-many":
      return <p className="homeward-message">{message.too_many}</p>;
    case "incomplete":
      return null;
  }
}

export interface Fragment {
  outcome: FormOutcome;
  /** Of the words. */
  language: Language;
  /** In this language, or in a region of it (`localeOfTimes`). */
  times: Times;
}

/**
 * The answer alone, for the theme block to put in its place. It knows the merchant's contact
 * address better.
 */
export function answerFragment({ outcome, language, times }: Fragment): string {
  return renderToStaticMarkup(
    <div data-outcome={outcome.kind}>
      <Outcome outcome={outcome} words={wordsIn(language)} times={times} contactUrl={null} />
    </div>,
  );
}
