import { createFrontDoor } from "~/http/front-door.server";
import { dispatch, type Door } from "~/http/dispatch.server";
import { servedTrackingApi } from "~/http/tracking-api.server";
import type { Services } from "~/services.server";
import { listening, type Served } from "./serve";

/** The served API behind the same front door as in the web process; other addresses answer "a page". */
export async function serveTrackingApi(services: Services): Promise<Served> {
  const api = servedTrackingApi(services);
  const doors = new Map<string, Door>([
    ["v1", api],
    ["v2", api],
  ]);
  const page: Door = (_request, response) => void response.end("a page");
  return listening(createFrontDoor(dispatch(doors, page, { log: services.log, answered: () => undefined })));
}
