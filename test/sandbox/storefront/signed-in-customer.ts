const cookieName = "store_customer";

/**
 * The cookie by which the storefront knows a customer of the legacy accounts; it never reaches the
 * app.
 */
export function signedInAs(customerId: string): string {
  return `${cookieName}=${encodeURIComponent(customerId)}; Path=/; HttpOnly; SameSite=Lax`;
}

/** The id of the customer a request's cookies belong to, empty without a sign-in. */
export function signedInCustomer(cookies: string | undefined): string {
  const pairs = (cookies ?? "").split(";").map((pair) => pair.trim().split("="));
  return decodeURIComponent(pairs.find(([name]) => name === cookieName)?.[1] ?? "");
}
