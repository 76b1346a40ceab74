import { translate } from "./words";

/** By a link in a message a customer sees how the parcel stands; the rest takes a log-in. */
export function LogIn() {
  if (shopify.authenticationState.value !== "pre_authenticated") return null;
  return (
    <s-stack gap="small">
      <s-text color="subdued">{translate("login.hint")}</s-text>
      <s-button onClick={() => void shopify.requireLogin()}>{translate("login.button")}</s-button>
    </s-stack>
  );
}
