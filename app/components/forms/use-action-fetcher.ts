import { useFetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ActionResult } from "./action-result";

/**
 * A form whose end is told in a toast, except for what belongs under a field or comes with an
 * offer. `onDone` runs after a success. `More` is what the action answers beside that.
 */
export function useActionFetcher<More extends object = object>(onDone?: () => void) {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const fetcher = useFetcher<{ result: ActionResult } & More>();
  const result = fetcher.data?.result;
  useEffect(() => {
    if (!result) return;
    const isShownInPlace = result.field !== null || result.use !== undefined;
    if (!isShownInPlace) shopify.toast.show(t(`results.${result.message}`), { isError: result.isError });
    if (!result.isError) onDone?.();
    // Told once for each answer, however often the words or what follows are made anew.
  }, [result]);
  const isOnItsWay = useRef(false);
  useEffect(() => {
    if (fetcher.state === "idle") isOnItsWay.current = false;
  }, [fetcher.state]);
  // A button that is busy cannot be pressed again, but Enter in a field can. What is sent twice is
  // done twice.
  const submit: typeof fetcher.submit = (...form) => {
    if (isOnItsWay.current) return;
    isOnItsWay.current = true;
    fetcher.submit(...form);
  };
  return { fetcher: { ...fetcher, submit }, result, isBusy: fetcher.state !== "idle" };
}
