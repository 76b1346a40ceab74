import type { useLoaderData } from "@remix-run/react";
import type { loader } from "./route";

/** A shipment as it reaches the browser. */
export type ShipmentView = ReturnType<typeof useLoaderData<typeof loader>>["shipment"];
