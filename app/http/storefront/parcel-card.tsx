import type { ShopperAnswer, ShopperEvent, ShopperParcel } from "~/features/shopper/look-up/answer";
import type { Times } from "../../../extensions/customer-order-status/src/times";
import { fill, wordFor, type Words } from "./words";

/** How an answer is written. */
export interface Writing {
  words: Words;
  times: Times;
  /**
   * Where a shopper asks the merchant; empty offers no link. Null leaves the address to the theme
   * block.
   */
  contactUrl: string | null;
}

/** An order's parcels, for the page without script and for the theme block alike. */
export function OrderResult({ answer, ...writing }: { answer: ShopperAnswer } & Writing) {
  const { parcels, order, answeredAt } = answer;
  const { result } = writing.words;
  return (
    <>
      {/* The name of the order is not shown to who asks by tracking number. */}
      {order.name && <p className="homeward-order">{fill(result.order, { name: order.name })}</p>}
      {parcels.length === 0 && (
        <article className="homeward-parcel">
          <h3 className="homeward-sentence">{result.none}</h3>
          <p className="homeward-next">{result.none_next}</p>
        </article>
      )}
      {parcels.map((parcel, index) => (
        <article className="homeward-parcel" key={index}>
          {parcels.length > 1 && (
            <p className="homeward-quiet">{fill(result.parcel, { number: index + 1, total: parcels.length })}</p>
          )}
          <ParcelBody parcel={parcel} answeredAt={answeredAt} {...writing} />
        </article>
      ))}
    </>
  );
}

type ParcelProps = { parcel: ShopperParcel; answeredAt: string } & Writing;

function ParcelBody({ parcel, answeredAt, words, times, contactUrl }: ParcelProps) {
  const { lastEvent, expected, contents, events, silentDays, checkedAt } = parcel;
  const { result } = words;
  const key = wordFor(words.status, parcel.substatusKey) === null ? parcel.status : parcel.substatusKey;
  const days = times.days(silentDays ?? 30);
  const from = expected?.from ?? expected?.to;
  const to = expected?.to ?? expected?.from;
  const checked = [
    checkedAt && fill(result.checked, { when: times.ago(checkedAt, answeredAt) }),
    lastEvent && fill(result.last_scan, { when: times.scan(lastEvent.local, answeredAt) }),
  ].filter(Boolean);
  return (
    <>
      <h3 className="homeward-sentence">{fill(wordFor(words.status, key) ?? parcel.status, { days })}</h3>
      {from && to && <p className="homeward-expected">{fill(result.expected, { when: times.window(from, to) })}</p>}
      <Progress parcel={parcel} words={words} />
      {lastEvent && <Latest event={lastEvent} words={words} times={times} />}
      <Advice parcel={parcel} statusKey={key} days={days} words={words} contactUrl={contactUrl} />
      {checked.length > 0 && <p className="homeward-quiet">{checked.join(" · ")}</p>}
      <CarrierLine parcel={parcel} />
      {contents.length > 0 && (
        <div className="homeward-contents">
          <h4>{result.contents}</h4>
          <ul>
            {contents.map(({ quantity, title }, index) => (
              <li key={index}>
                <bdi>{`${quantity} × ${title}`}</bdi>
              </li>
            ))}
          </ul>
        </div>
      )}
      {events.length > 0 && <Updates events={events} words={words} times={times} />}
    </>
  );
}

function Progress({ parcel, words }: { parcel: ShopperParcel; words: Words }) {
  const { ordered, shipped, transit, pickup, delivered } = words.step;
  return (
    <ol
      className="homeward-progress"
      aria-label={words.result.progress}
      {...(parcel.trouble ? { "data-trouble": "" } : {})}
    >
      {[ordered, shipped, transit, pickup, delivered].map((name, index) => {
        const isCurrent = index + 1 === parcel.step;
        const state = isCurrent ? "now" : index + 1 < parcel.step ? "done" : "todo";
        return (
          <li key={name} data-state={state} {...(isCurrent ? { "aria-current": "step" } : {})}>
            <span className="homeward-step">{name}</span>
          </li>
        );
      })}
    </ol>
  );
}

type EventProps = { event: ShopperEvent } & Pick<Writing, "words" | "times">;

/** Texts of a carrier may run the other way than the page: each stands in a `bdi`. */
function Latest({ event, words, times }: EventProps) {
  const phrase = phraseOf(event, words);
  return (
    <div className="homeward-latest">
      <strong>
        <bdi>{phrase ?? event.text}</bdi>
      </strong>
      <div>
        {event.place && <bdi>{event.place}</bdi>}
        {event.place && " · "}
        <time dateTime={event.local}>{times.moment(event.local)}</time>
      </div>
      {phrase && (
        <div className="homeward-quiet">
          <bdi>{event.text}</bdi>
        </div>
      )}
    </div>
  );
}

type AdviceProps = { parcel: ShopperParcel; statusKey: string | null; days: string } & Omit<Writing, "times">;

/** What the shopper may do or expect. A long silence says more than a usual wait. */
function Advice({ parcel, statusKey, days, words, contactUrl }: AdviceProps) {
  const { result, next } = words;
  const isQuiet = parcel.silentDays !== null && !parcel.trouble;
  const advice = isQuiet ? fill(result.quiet, { days }) : wordFor(next, statusKey);
  if (!advice) return null;
  const isContactOffered = contactUrl !== "" && (isQuiet || parcel.trouble);
  return (
    <p className="homeward-next">
      {advice}
      {isContactOffered && (
        <a className="homeward-contact" href={contactUrl ?? undefined}>
          {result.contact}
        </a>
      )}
    </p>
  );
}

function CarrierLine({ parcel: { carrier, number } }: { parcel: ShopperParcel }) {
  const line = [carrier?.name, number].filter(Boolean).join(" ");
  const page = carrier?.url && /^https?:/i.test(carrier.url) ? carrier.url : null;
  if (!line) return null;
  return (
    <p className="homeward-carrier">
      {page ? (
        <a href={page} target="_blank" rel="noopener noreferrer nofollow">
          {line}
        </a>
      ) : (
        <span>{line}</span>
      )}
      {carrier?.phone && (
        <a href={`tel:${carrier.phone.replace(/[^+\d]/g, "")}`} dir="ltr">
          {carrier.phone}
        </a>
      )}
    </p>
  );
}

function Updates({ events, words, times }: { events: ShopperEvent[] } & Pick<Writing, "words" | "times">) {
  const days = Map.groupBy(events, (event) => event.local.slice(0, 10));
  return (
    <details className="homeward-updates">
      <summary>{`${words.result.updates} (${events.length})`}</summary>
      {[...days].map(([day, ofDay]) => (
        <section key={day}>
          <h4>{times.day(`${day}T00:00:00`)}</h4>
          <ol>
            {ofDay.map((event, index) => (
              <Update key={index} event={event} words={words} times={times} />
            ))}
          </ol>
        </section>
      ))}
    </details>
  );
}

function Update({ event, words, times }: EventProps) {
  const phrase = phraseOf(event, words);
  // The carrier's own words where a phrase stands in their place, and where it happened.
  const besides = [phrase && event.text, event.place].filter(Boolean).join(" · ");
  return (
    <li>
      <time dateTime={event.local}>{times.time(event.local)}</time>
      <div>
        <div>
          <bdi>{phrase ?? event.text}</bdi>
        </div>
        {besides && (
          <div className="homeward-quiet">
            <bdi>{besides}</bdi>
          </div>
        )}
      </div>
    </li>
  );
}

/** The event in the shopper's language, null where there are only the carrier's own words. */
function phraseOf({ phraseKey }: ShopperEvent, words: Words): string | null {
  return wordFor(words.event, phraseKey);
}
