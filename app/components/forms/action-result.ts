import type en from "~/i18n/en.json";

/** Fields a message can belong to. */
export type ResultField =
  | "baseUrl"
  | "apiKey"
  | "keyName"
  | "webhookUrl"
  | "name"
  | "link"
  | "company"
  | "countryCode"
  | "numberPrefix"
  | "courierCode"
  | "registrationCap";

/** How an action ended, for a toast or a line under the field it is about. */
export interface ActionResult {
  message: keyof (typeof en)["results"];
  isError: boolean;
  /** The field to mend. */
  field: ResultField | null;
  /** Of `wrong-version`: how the provider does answer. */
  use?: { kind: "trackingmore-v2" | "trackingmore-v4"; baseUrl: string };
}

/** The end of a form that did not reach the app. */
export const notSent: ActionResult = { message: "failed", isError: true, field: null };
