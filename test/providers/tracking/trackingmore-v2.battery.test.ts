import { homewardFarSide } from "#test/support/homeward-far-side";
import { trackingProviderBattery } from "../../batteries/tracking-provider.battery";

trackingProviderBattery("TrackingMore v2", {
  kind: "trackingmore-v2",
  mount: "/v2",
  offers: {
    readNow: true,
    changeCourier: true,
    remoteAreas: true,
    airCargo: true,
    carriers: true,
    quota: true,
    stopFollowing: true,
  },
  makeFarSide: (now) => homewardFarSide("v2", now),
});

trackingProviderBattery("TrackRu v1", {
  kind: "trackru-v1",
  mount: "/v1",
  offers: {
    readNow: true,
    changeCourier: false,
    remoteAreas: false,
    airCargo: false,
    carriers: true,
    quota: false,
    stopFollowing: false,
  },
  makeFarSide: (now) => homewardFarSide("v1", now),
});
