import { isRouteErrorResponse, type ClientActionFunctionArgs, type ClientLoaderFunctionArgs } from "@remix-run/react";

/**
 * Whether the app, or the way to it, broke down. Any other answer is meant: a sign-in, a page that
 * is not there.
 */
function isOutage(error: unknown): boolean {
  if (error instanceof DOMException && error.name === "AbortError") return false;
  return isRouteErrorResponse(error) || error instanceof Response ? error.status >= 500 : true;
}

/**
 * A page that has been shown stays when reading it again fails: nobody loses a half-written form to
 * a broken line or a restart of the app. The next reading makes it true again. For a route's
 * `clientLoader`.
 */
export function keepLastPage() {
  let last: { url: string; data: unknown } | null = null;
  const read = async ({ request: { url }, serverLoader }: ClientLoaderFunctionArgs) => {
    try {
      const data = await serverLoader();
      last = { url, data };
      return data;
    } catch (error) {
      if (last?.url !== url || !isOutage(error)) throw error;
      return last.data;
    }
  };
  // The page's first data come with its document; this takes them up.
  return Object.assign(read, { hydrate: true as const });
}

/**
 * A form that could not be sent is answered with `failed` and stays as it was filled in. For a
 * route's `clientAction`.
 */
export function answerOutage<Answer>(failed: Answer) {
  return async ({ serverAction }: ClientActionFunctionArgs) => {
    try {
      return await serverAction<Answer>();
    } catch (error) {
      if (!isOutage(error)) throw error;
      return failed;
    }
  };
}
