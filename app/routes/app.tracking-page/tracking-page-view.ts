import type { useLoaderData } from "@remix-run/react";
import type { TrackingPageSettings } from "~/domain/settings/tracking-page";
import type { TrackingPageFault } from "~/domain/settings/tracking-page-faults";
import type { loader } from "./route";

/** The page's data as it reaches the browser. */
export type TrackingPageView = ReturnType<typeof useLoaderData<typeof loader>>;

/** A part of the form: what it shows, how it changes, and what is wrong with it. */
export interface PartProps {
  draft: TrackingPageSettings;
  change: (changes: Partial<TrackingPageSettings>) => void;
  faults: TrackingPageFault[];
}
