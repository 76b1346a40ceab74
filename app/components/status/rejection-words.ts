import type { TFunction } from "i18next";

const rejections = [
  "not-a-number",
  "invalid-number",
  "invalid-carrier",
  "number-missing",
  "unanswered",
  "cancelled",
] as const;

/** Why a number is not followed, in two or three words. */
export function rejectionWords(t: TFunction, reason: string | null): string {
  const known = rejections.find((key) => key === reason);
  return t(`rejection.${known ?? "refused"}`);
}
