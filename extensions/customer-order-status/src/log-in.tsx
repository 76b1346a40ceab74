import { translate } from "./words";

/** Who came by a link in a message is told how the parcel stands; a log-in opens the rest. */
export function LogIn() {
  if (shopify.authenticationState.value !== "pre_authenticated") return null;
  return (
    <s-stack gap="small">
      <s-text color="subdued">{translate("login.hint")}</s-text>
      <s-button onClick={() => void shopify.requireLogin()}>{translate("login.button")}</s-button>
    </s-stack>
  );
}
