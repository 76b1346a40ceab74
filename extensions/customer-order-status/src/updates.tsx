import type { ParcelEvent } from "./answer";
import type { Times } from "./times";
import { besides, phraseOf, translate } from "./words";

/** Every event, newest day first, closed until asked for. */
export function Updates({ events, times }: { events: ParcelEvent[]; times: Times }) {
  return (
    <s-details>
      <s-summary>{`${translate("result.updates")} (${events.length})`}</s-summary>
      <s-stack gap="base" paddingBlockStart="base">
        {groupByDay(events).map((day) => (
          <s-stack key={day[0].local} gap="small">
            <s-text type="strong">{times.day(day[0].local)}</s-text>
            {day.map((event, index) => (
              <s-grid key={index} gridTemplateColumns="auto 1fr" gap="base">
                <s-time dateTime={event.local}>{times.time(event.local)}</s-time>
                <s-stack>
                  <s-text dir="auto">{phraseOf(event) ?? event.text}</s-text>
                  {besides(event) && (
                    <s-text dir="auto" color="subdued">
                      {besides(event)}
                    </s-text>
                  )}
                </s-stack>
              </s-grid>
            ))}
          </s-stack>
        ))}
      </s-stack>
    </s-details>
  );
}

type Day = [ParcelEvent, ...ParcelEvent[]];

function groupByDay(events: ParcelEvent[]): Day[] {
  const days: Day[] = [];
  for (const event of events) {
    const day = days.at(-1);
    if (day && day[0].local.slice(0, 10) === event.local.slice(0, 10)) day.push(event);
    else days.push([event]);
  }
  return days;
}
