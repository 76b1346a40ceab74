import { useFetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { Told } from "./told";

/**
 * A form whose end is told in a toast, except for what belongs under a field or comes with an offer. `onDone` runs after a success.
 * `More` is what the action answers beside that.
 */
export function useToldFetcher<More extends object = object>(onDone?: () => void) {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const fetcher = useFetcher<{ told: Told } & More>();
  const told = fetcher.data?.told;
  useEffect(() => {
    if (!told) return;
    const isToldInPlace = told.field !== null || told.use !== undefined;
    if (!isToldInPlace) shopify.toast.show(t(`told.${told.message}`), { isError: told.isError });
    if (!told.isError) onDone?.();
    // Told once for each answer, however often the words or what follows are made anew.
  }, [told]);
  return { fetcher, told, isBusy: fetcher.state !== "idle" };
}
