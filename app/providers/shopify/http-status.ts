import { z } from "zod";

const response = z.object({ code: z.number() });

/** The HTTP status of a library's `HttpResponseError`; 0 where it does not say. */
export function httpStatusOf(error: { response?: unknown }): number {
  const parsed = response.safeParse(error.response);
  return parsed.success ? parsed.data.code : 0;
}
