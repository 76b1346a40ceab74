import type { SerializeFrom } from "@remix-run/node";
import type { ShipmentDetails } from "~/features/shipments/details.server";

/** A shipment as it reaches the browser. */
export type ShipmentView = SerializeFrom<ShipmentDetails>;
