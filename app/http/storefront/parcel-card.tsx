import type { ShopperAnswer, ShopperEvent, ShopperParcel } from "~/features/shopper/look-up/answer";
import type { Times } from "../../../extensions/customer-order-status/src/times";
import { fill, wordFor, type Words } from "./words";

interface Telling {
  words: Words;
  times: Times;
  answeredAt: string;
  /** Where a shopper asks the merchant; empty offers no link. */
  contactUrl: string;
}

type OrderResultProps = { answer: ShopperAnswer; words: Words; times: Times; contactUrl?: string };

/** An order's parcels in the same markup assets/tracking.js makes. */
export function OrderResult({ answer, words, times, contactUrl = "" }: OrderResultProps) {
  const { parcels, order, answeredAt } = answer;
  return (
    <>
      {/* Who asks by tracking number is not told the order. */}
      {order.name && <p className="homeward-order">{fill(words.result.order, { name: order.name })}</p>}
      {parcels.length === 0 && (
        <article className="homeward-parcel">
          <h3 className="homeward-sentence">{words.result.none}</h3>
          <p className="homeward-next">{words.result.none_next}</p>
        </article>
      )}
      {parcels.map((parcel, index) => (
        <article className="homeward-parcel" key={index}>
          {parcels.length > 1 && (
            <p className="homeward-quiet">{fill(words.result.parcel, { number: index + 1, total: parcels.length })}</p>
          )}
          <ParcelBody {...{ parcel, words, times, answeredAt, contactUrl }} />
        </article>
      ))}
    </>
  );
}

function ParcelBody({ parcel, words, times, answeredAt, contactUrl }: { parcel: ShopperParcel } & Telling) {
  const { lastEvent, expected, contents, events, carrier, silentDays, checkedAt } = parcel;
  const { result } = words;
  const days = times.days(silentDays ?? 30);
  const ownWords = wordFor(words.status, parcel.substatusKey) === null ? parcel.status : parcel.substatusKey;
  // A long silence says more than a usual wait.
  const isQuiet = silentDays !== null && !parcel.trouble;
  const advice = isQuiet ? fill(result.quiet, { days }) : wordFor(words.next, ownWords);
  const from = expected?.from ?? expected?.to;
  const to = expected?.to ?? expected?.from;
  const checked = [
    checkedAt && fill(result.checked, { when: times.ago(checkedAt, answeredAt) }),
    lastEvent && fill(result.last_scan, { when: times.scan(lastEvent.local, answeredAt) }),
  ].filter(Boolean);
  const line = [carrier?.name, parcel.number].filter(Boolean).join(" ");
  return (
    <>
      <h3 className="homeward-sentence">{fill(wordFor(words.status, ownWords) ?? parcel.status, { days })}</h3>
      {from && to && <p className="homeward-expected">{fill(result.expected, { when: times.window(from, to) })}</p>}
      <Progress parcel={parcel} words={words} />
      {lastEvent && (
        <div className="homeward-latest">
          <strong>
            <bdi>{phraseOf(lastEvent, words) ?? lastEvent.text}</bdi>
          </strong>
          <div>
            {lastEvent.place && <bdi>{lastEvent.place}</bdi>}
            {lastEvent.place && " · "}
            <time dateTime={lastEvent.local}>{times.moment(lastEvent.local)}</time>
          </div>
          {phraseOf(lastEvent, words) && (
            <div className="homeward-quiet">
              <bdi>{lastEvent.text}</bdi>
            </div>
          )}
        </div>
      )}
      {advice && (
        <p className="homeward-next">
          {advice}
          {contactUrl && (isQuiet || parcel.trouble) && (
            <a className="homeward-contact" href={contactUrl}>
              {result.contact}
            </a>
          )}
        </p>
      )}
      {checked.length > 0 && <p className="homeward-quiet">{checked.join(" · ")}</p>}
      {line && (
        <p className="homeward-carrier">
          {carrier?.url ? (
            <a href={carrier.url} target="_blank" rel="noopener noreferrer nofollow">
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
      )}
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

function Updates({ events, words, times }: { events: ShopperEvent[]; words: Words; times: Times }) {
  const days = Map.groupBy(events, (event) => event.local.slice(0, 10));
  return (
    <details className="homeward-updates">
      <summary>{`${words.result.updates} (${events.length})`}</summary>
      {[...days].map(([day, told]) => (
        <section key={day}>
          <h4>{times.day(`${day}T00:00:00`)}</h4>
          <ol>
            {told.map((event, index) => (
              <li key={index}>
                <time dateTime={event.local}>{times.time(event.local)}</time>
                <div>
                  <div>
                    <bdi>{phraseOf(event, words) ?? event.text}</bdi>
                  </div>
                  {besides(event, words) && (
                    <div className="homeward-quiet">
                      <bdi>{besides(event, words)}</bdi>
                    </div>
                  )}
                </div>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </details>
  );
}

/** The event in the shopper's language, null where only the carrier's words tell it. */
function phraseOf({ phraseKey }: ShopperEvent, words: Words): string | null {
  return wordFor(words.event, phraseKey);
}

/** The carrier's own words where a phrase stands in their place, and where it happened. */
function besides(event: ShopperEvent, words: Words): string {
  return [phraseOf(event, words) && event.text, event.place].filter(Boolean).join(" · ");
}
