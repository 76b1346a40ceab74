import { z } from "zod";
import { allBrands } from "./brands";
import { numberField } from "./create";
import type { Endpoint } from "./endpoint";
import { languageOf, textField } from "./fields";
import { readEach } from "./lenient";

const candidate = z.object({ name: z.string(), code: z.string().min(1) });

/** One courier a number may belong to. */
export type Candidate = z.output<typeof candidate>;

/** The types behind `POST /carriers/detect`. */
export interface DetectCarrier {
  ask: { number: string; lang: string | null };
  accepted: { number: string; lang: string | null };
  data: Candidate[];
  /** Best first; nobody at all is a refusal, 4032. */
  answer: Candidate[];
  emitted: Candidate[];
}

/** `POST /carriers/detect`. */
export const detectCarrier: Endpoint<DetectCarrier> = {
  summary: "Detect the carrier of a number",
  method: "POST",
  alsoMethods: [],
  path: "/carriers/detect",
  brands: allBrands,
  limit: null,
  codes: [4012, 4013, 4014, 4015, 4032],
  fieldsFrom: "body",
  input: z
    .object({ tracking_number: numberField, lang: textField() })
    .transform((given) => ({ number: given.tracking_number, lang: languageOf(given.lang) })),
  send: ({ number, lang }) => ({ body: { tracking_number: number, ...(lang === null ? {} : { lang }) } }),
  data: z.array(z.unknown()).transform((entries) => readEach(candidate, entries).read),
  answer: (data) => data,
  whenEmpty: null,
  emitted: z.array(z.strictObject({ name: z.string(), code: z.string() })),
  safeToRepeat: true,
};
