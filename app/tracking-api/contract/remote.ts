import { z } from "zod";
import type { Endpoint } from "./endpoint";
import { refuse, textField } from "./fields";
import { manyLimit } from "./limits";

/** A place that may be remote for an express courier. */
export interface Place {
  /** A name or an alpha-2 code, as given. */
  country: string;
  /** A postcode, or the city where a country has none. */
  postcode: string;
  /** DHL, UPS, FedEx or TNT; null asks for all four. */
  company: string | null;
}

const required = textField().transform((text, ctx): string => text ?? refuse(ctx, 4012));

const place = z.object({ country: required, postcode: required, company: textField() });

const remoteRow = z.object({
  far_express_company: z.string(),
  two_code: z.string(),
  far_country: z.string(),
  far_city_postcode: z.string(),
});

/** One courier that calls a place remote. */
export type RemoteRow = z.output<typeof remoteRow>;

const remoteAnswer = z.object({ other: z.array(z.unknown()).default([]), remote: z.array(remoteRow).default([]) });

/** What a remote-area check gives: rows of remote places, and the inputs that are none. */
export type RemoteAreas = z.output<typeof remoteAnswer>;

const emittedRemote = z.strictObject({ submitted: z.int(), other: z.array(z.unknown()), remote: z.array(remoteRow) });

/** The types behind `POST /trackings/remote`. */
export interface CheckRemote {
  ask: readonly Place[];
  accepted: Place[];
  data: RemoteAreas;
  answer: RemoteAreas;
  emitted: z.output<typeof emittedRemote>;
}

/** `POST /trackings/remote`. */
export const checkRemote: Endpoint<CheckRemote> = {
  summary: "Check for remote areas",
  method: "POST",
  alsoMethods: [],
  path: "/trackings/remote",
  brands: ["trackingmore-v2", "51tracking-v2", "tracktry-v1"],
  limit: manyLimit,
  codes: [4012, 4015, 4018, 4020, 4021, 503],
  fieldsFrom: "body",
  input: z.array(place).min(1),
  send: (ask) => ({
    body: ask.map(({ country, postcode, company }) => ({
      country,
      postcode,
      ...(company === null ? {} : { company }),
    })),
  }),
  data: remoteAnswer,
  answer: (data) => data,
  whenEmpty: null,
  emitted: emittedRemote,
  // Every check costs quota.
  safeToRepeat: false,
};
