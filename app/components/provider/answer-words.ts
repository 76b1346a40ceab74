import type { TFunction } from "i18next";

const known = ["timeout", "connection", "html", "not-json", "wrong-shape", "truncated", "empty", "too-large"] as const;

/**
 * What a call that failed was answered, as a person says it. What the provider said in its own
 * words stays as it is.
 */
export function answerWords(t: TFunction, detail: string): string {
  const key = known.find((word) => word === detail);
  if (key) return t(`provider.answers.${key}`);
  const [, status] = /^HTTP (\d{3})$/.exec(detail) ?? [];
  return status === undefined ? detail : t("provider.answers.http", { status });
}
