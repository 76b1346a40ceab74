/**
 * The code table as the server prints it; messages without a documented text are our own wording.
 */
export const apiCodes = {
  200: { type: "Success", message: "Success" },
  201: { type: "Created", message: "The request was successful and a resource was created." },
  202: { type: "Bad Request", message: "The request is over the limit." },
  401: { type: "Unauthorized", message: "Authentication failed or the user has no permission." },
  402: { type: "Payment Required", message: "Payment required." },
  403: { type: "Forbidden", message: "Access denied." },
  404: { type: "Not Found", message: "The page does not exist." },
  405: { type: "Method Not Allowed", message: "The request method is not supported for this resource." },
  409: { type: "Conflict", message: "The request is in conflict with the state of the resource." },
  413: { type: "Payload Too Large", message: "The request body is too large." },
  429: {
    type: "Too Many Requests",
    message: "Exceeded API limits. Pause requests, wait two minute, and try again.",
  },
  500: { type: "Server error", message: "" },
  503: { type: "Service Unavailable", message: "The service is temporarily unavailable." },
  4001: { type: "Unauthorized", message: "Invalid API key." },
  4002: { type: "Unauthorized", message: "API key has been deleted." },
  4012: { type: "Bad Request", message: "The request was not understood or a required parameter is missing." },
  4013: { type: "Bad Request", message: "Tracking_number is required." },
  4014: { type: "Bad Request", message: "The value of `tracking_number` is invalid." },
  4015: { type: "Bad Request", message: "The value of `carrier_code` is invalid." },
  4016: { type: "Bad Request", message: "Tracking already exists." },
  4017: { type: "Bad Request", message: "Tracking does not exist." },
  4018: { type: "Bad Request", message: "This feature has to be enabled first." },
  4019: { type: "Bad Request", message: "The balance is insufficient." },
  4020: { type: "Bad Request", message: "Up to 200 at a time" },
  4021: { type: "Bad Request", message: "The remaining quota is insufficient." },
  4031: {
    type: "No Content",
    message: "The request was successful but the response is empty. Create the tracking first, then get it.",
  },
  4032: { type: "No Content", message: "Cannot detect courier." },
  4033: { type: "No Content", message: "The value of `status` is invalid." },
} as const;

/** A code our server can answer. */
export type ApiCode = keyof typeof apiCodes;

/** A code that says yes. */
export type SuccessCode = 200 | 201;

/** A code that says no. */
export type ProblemCode = Exclude<ApiCode, SuccessCode>;

/** A refusal as a value; `data` of such an answer is always `[]`. */
export interface ApiProblem {
  kind: "problem";
  code: ProblemCode;
  message: string;
}

/**
 * A refusal with the table's message, or one that fits better (a smaller limit, the wrong field).
 */
export function problem(code: ProblemCode, message: string = apiCodes[code].message): ApiProblem {
  return { kind: "problem", code, message };
}

/** Whether `meta.code` means success: 200, and 201 for batches and re-adds. */
export function isSuccess(code: number): code is SuccessCode {
  return code === 200 || code === 201;
}

/**
 * "The request was successful but the response is empty": an empty list, or an item that was never
 * added.
 */
export const emptyCode = 4031;

/** The number was there before. Not an error for somebody who wants it to be there. */
export const existsCode = 4016;
