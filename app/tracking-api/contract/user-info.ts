import { z } from "zod";
import type { Endpoint } from "./endpoint";
import { lenientCount, lenientText } from "./lenient";

/**
 * The account behind a key, as a client reads it; servers print `phone` and `money` as text or as
 * numbers.
 */
export const userInfoAnswer = z.object({
  email: lenientText,
  regtime: lenientText,
  phone: lenientText,
  money: lenientCount,
  track_number: lenientCount,
});

export type UserInfo = z.output<typeof userInfoAnswer>;

/**
 * The account as our server prints it. `regtime` is Unix seconds as text; `track_number` is the
 * quota left.
 */
export const emittedUserInfo = z.strictObject({
  email: z.string(),
  regtime: z.string().regex(/^\d+$/),
  phone: z.string(),
  money: z.number(),
  track_number: z.int(),
});

export type EmittedUserInfo = z.output<typeof emittedUserInfo>;

/** The types behind `GET /trackings/getuserinfo`. */
export interface GetUserInfo {
  ask: Record<string, never>;
  accepted: unknown;
  data: UserInfo;
  answer: UserInfo;
  emitted: EmittedUserInfo;
}

/** `GET /trackings/getuserinfo`. */
export const getUserInfo: Endpoint<GetUserInfo> = {
  summary: "Get the account and its quota",
  method: "GET",
  alsoMethods: ["POST"],
  path: "/trackings/getuserinfo",
  brands: ["trackingmore-v2", "51tracking-v2", "tracktry-v1"],
  limit: null,
  codes: [],
  fieldsFrom: "headers",
  input: z.unknown(),
  send: () => ({}),
  data: userInfoAnswer,
  answer: (data) => data,
  whenEmpty: null,
  emitted: emittedUserInfo,
  safeToRepeat: true,
};
