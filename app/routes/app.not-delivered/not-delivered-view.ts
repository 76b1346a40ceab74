import type { useLoaderData } from "@remix-run/react";
import type { loader } from "./route";

/** The page's data as it reaches the browser. */
export type NotDeliveredView = ReturnType<typeof useLoaderData<typeof loader>>;
