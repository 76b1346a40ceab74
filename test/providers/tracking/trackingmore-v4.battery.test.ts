import { TrackingMoreV4StandIn, V4_KEY } from "#test/support/trackingmore-v4";
import { trackingProviderBattery } from "../../batteries/tracking-provider.battery";

trackingProviderBattery("TrackingMore v4", {
  kind: "trackingmore-v4",
  mount: "/v4",
  offers: {
    readNow: false,
    changeCourier: true,
    remoteAreas: false,
    airCargo: true,
    carriers: true,
    quota: false,
    stopFollowing: false,
  },
  makeFarSide: (now) => {
    const standIn = new TrackingMoreV4StandIn(now);
    return {
      apiKey: V4_KEY,
      answer: standIn.answer,
      leaveQuota: (numbers) => void (standIn.quota = numbers),
      report: ({ number, courierCode }, { status, event }) =>
        standIn.report(number, courierCode, {
          delivery_status: status,
          story: {
            origin_info: {
              courier_code: courierCode,
              trackinfo: [
                {
                  checkpoint_date: event.local.replace("T", " "),
                  checkpoint_delivery_status: status,
                  tracking_detail: event.text,
                  location: event.place,
                },
              ],
            },
          },
        }),
    };
  },
});
