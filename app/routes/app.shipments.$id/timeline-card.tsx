import { BlockStack, Card, Icon, InlineStack, Text } from "@shopify/polaris";
import { ClockIcon } from "@shopify/polaris-icons";
import { useTranslation } from "react-i18next";
import { shownStatus } from "~/components/status/shown-status";
import { clockWords, dayHeading, daysBetween, readLocal, localTimeIn } from "~/components/time/local-time";
import { Moment } from "~/components/time/moment";
import { usePageClock } from "~/components/time/page-clock";
import type { ShipmentView } from "./shipment-view";

type Event = ShipmentView["timeline"][number];

/** The parcel's story over both legs, newest first, in the carriers' own local times. */
export function TimelineCard({ shipment }: { shipment: ShipmentView }) {
  const { t, i18n } = useTranslation();
  const { now, timeZone } = usePageClock();
  const thisYear = localTimeIn(timeZone, now).year;
  const hasTwoLegs = new Set(shipment.timeline.map((event) => event.leg)).size > 1;
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="baseline" gap="200">
          <Text as="h2" variant="headingSm">
            {t("shipment.timeline.title")}
          </Text>
          {shipment.timeline.length > 0 && (
            <Text as="span" variant="bodySm" tone="subdued">
              {t("shipment.timeline.localTimes")}
            </Text>
          )}
        </InlineStack>
        {shipment.silentSince !== null && <Silence since={shipment.silentSince} />}
        {shipment.timeline.length === 0 && (
          <Text as="p" tone="subdued">
            {t(`shipment.timeline.empty.${emptyBecause(shipment)}`)}
          </Text>
        )}
        {groupByDay(shipment.timeline).map(({ day, events }) => (
          <section key={`${day} ${events[0]?.identity ?? ""}`} aria-label={day}>
            <BlockStack gap="200">
              <Text as="h3" variant="bodySm" fontWeight="semibold" tone="subdued">
                {dayHeading(t, i18n.language, readLocal(day), thisYear)}
              </Text>
              <ol className="hw-timeline">
                {events.map((event) => (
                  <TimelineEvent
                    key={`${event.leg} ${event.identity}`}
                    event={event}
                    leg={hasTwoLegs ? shipment.legs[event.leg] : null}
                  />
                ))}
              </ol>
            </BlockStack>
          </section>
        ))}
        {shipment.olderEvents > 0 && (
          <Text as="p" tone="subdued">
            {t("shipment.timeline.older", {
              count: shipment.olderEvents,
              shown: shipment.olderEvents.toLocaleString(i18n.language),
            })}
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}

function TimelineEvent({ event, leg }: { event: Event; leg: ShipmentView["legs"]["origin"] | null }) {
  return (
    <li className="hw-timeline__event" data-leg={event.leg}>
      <time className="hw-timeline__time" dateTime={event.local}>
        {clockWords(readLocal(event.local))}
      </time>
      <div className="hw-timeline__text">
        <Text as="p" breakWord>
          {event.text}
        </Text>
        <Text as="p" variant="bodySm" tone="subdued" breakWord>
          {[event.place, leg && [leg.courierName, leg.country].filter(Boolean).join(", ")].filter(Boolean).join(" · ")}
        </Text>
      </div>
    </li>
  );
}

function Silence({ since }: { since: string }) {
  const { t } = useTranslation();
  const { now } = usePageClock();
  return (
    <InlineStack gap="200" blockAlign="center" wrap={false}>
      <span>
        <Icon source={ClockIcon} tone="warning" />
      </span>
      <Text as="p">
        {t("shipment.timeline.silent", { count: daysBetween(new Date(since), now) })} <Moment at={since} />
      </Text>
    </InlineStack>
  );
}

/**
 * Events come newest first; a day is opened each time the carrier's date changes, so both legs keep
 * their own dates.
 */
function groupByDay(timeline: Event[]): { day: string; events: Event[] }[] {
  const days: { day: string; events: Event[] }[] = [];
  for (const event of timeline) {
    const day = event.local.slice(0, 10);
    const open = days.at(-1);
    if (open?.day === day) open.events.push(event);
    else days.push({ day, events: [event] });
  }
  return days;
}

function emptyBecause(shipment: ShipmentView) {
  const shown = shownStatus(shipment);
  if (shown === "not-tracked" || shown === "needs-carrier") return shown;
  if (shipment.hold !== null) return "held";
  return shipment.registrationState === "registered" ? "registered" : "waiting";
}
