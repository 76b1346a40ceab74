import { z } from "zod";
import { isCarrierCode, isTrackingNumber } from "./create";
import { languageOf, refuse, textField } from "./fields";

/** Which tracking is meant, and in which language. */
export interface SingleQuery {
  carrierCode: string;
  number: string;
  lang: string | null;
}

/** The parts of `/trackings/{carrier_code}/{tracking_number}[/{lang}]`. */
export const singleQuery = z
  .object({
    carrier_code: textField(4015).transform((code, ctx) =>
      code !== null && isCarrierCode(code) ? code : refuse(ctx, 4015),
    ),
    tracking_number: textField(4014).transform((number, ctx) =>
      number !== null && isTrackingNumber(number) ? number : refuse(ctx, 4014),
    ),
    lang: textField(),
  })
  .transform((given): SingleQuery => ({
    carrierCode: given.carrier_code,
    number: given.tracking_number,
    lang: languageOf(given.lang),
  }));
