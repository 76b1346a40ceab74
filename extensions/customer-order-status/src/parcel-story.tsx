import type { Parcel } from "./answer";
import { preferences } from "./preferences";
import type { Times } from "./times";
import { Updates } from "./updates";
import { adviceOf, phraseOf, sentenceOf, stepName, translate } from "./words";

interface Props {
  parcel: Parcel;
  answeredAt: string;
  times: Times;
  /**
   * The parcel has arrived or will not: its progress, and when it was checked, are not worth a
   * line.
   */
  isOver?: boolean;
}

/** One parcel, from the sentence a glance needs down to every update. */
export function ParcelStory({ parcel, answeredAt, times, isOver = false }: Props) {
  const { lastEvent, expected } = parcel;
  const { hidesContents, hidesUpdates } = preferences();
  const contents = hidesContents ? [] : parcel.contents;
  const events = hidesUpdates ? [] : parcel.events;
  const advice = adviceOf(parcel, times);
  const checked = isOver ? "" : checkedLine(parcel, answeredAt, times);
  const from = expected?.from ?? expected?.to;
  const to = expected?.to ?? expected?.from;
  return (
    <s-stack gap="base">
      <s-stack gap="small">
        <s-heading>{sentenceOf(parcel, times)}</s-heading>
        {from && to && <s-text>{translate("result.expected", { when: times.window(from, to) })}</s-text>}
        {!isOver && (
          <s-progress
            value={parcel.step}
            max={5}
            accessibilityLabel={`${translate("result.progress")}: ${stepName(parcel.step)}`}
          />
        )}
      </s-stack>
      {lastEvent && (
        <s-stack>
          <s-text dir="auto" type="strong">
            {phraseOf(lastEvent) ?? lastEvent.text}
          </s-text>
          <s-text dir="auto" color="subdued">
            {[lastEvent.place, times.moment(lastEvent.local)].filter(Boolean).join(" · ")}
          </s-text>
          {phraseOf(lastEvent) && (
            <s-text dir="auto" type="small" color="subdued">
              {lastEvent.text}
            </s-text>
          )}
        </s-stack>
      )}
      {advice && (parcel.trouble ? <s-banner tone="warning">{advice}</s-banner> : <s-text>{advice}</s-text>)}
      {checked && (
        <s-text type="small" color="subdued">
          {checked}
        </s-text>
      )}
      <CarrierLine parcel={parcel} />
      {contents.length > 0 && (
        <s-stack gap="small">
          <s-text type="strong">{translate("result.contents")}</s-text>
          <s-unordered-list>
            {contents.map(({ quantity, title }, index) => (
              <s-list-item key={index}>{`${quantity} × ${title}`}</s-list-item>
            ))}
          </s-unordered-list>
        </s-stack>
      )}
      {events.length > 0 && <Updates events={events} times={times} />}
    </s-stack>
  );
}

function CarrierLine({ parcel: { carrier, number } }: { parcel: Parcel }) {
  const line = [carrier?.name, number].filter(Boolean).join(" ");
  const page = carrier?.url && /^https?:/i.test(carrier.url) ? carrier.url : null;
  if (!line) return null;
  return (
    <s-stack direction="inline" gap="base">
      {page ? (
        <s-link href={page} target="_blank">
          {line}
        </s-link>
      ) : (
        <s-text>{line}</s-text>
      )}
      {carrier?.phone && (
        <s-link href={`tel:${carrier.phone.replace(/[^+\d]/g, "")}`}>
          {/* Where lines run from right to left, its groups would change places. */}
          <s-text dir="ltr">{carrier.phone}</s-text>
        </s-link>
      )}
    </s-stack>
  );
}

function checkedLine(parcel: Parcel, answeredAt: string, times: Times): string {
  const lines = [
    parcel.checkedAt && translate("result.checked", { when: times.ago(parcel.checkedAt, answeredAt) }),
    parcel.lastEvent && translate("result.last_scan", { when: times.scan(parcel.lastEvent.local, answeredAt) }),
  ];
  return lines.filter(Boolean).join(" · ");
}
