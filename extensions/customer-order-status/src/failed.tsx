import { translate } from "./words";

/** No answer came: why that may be, and another try. */
export function Failed({ retry }: { retry: () => void }) {
  return (
    <s-stack gap="base">
      <s-banner tone="warning">{translate("message.failed")}</s-banner>
      <s-button onClick={retry}>{translate("message.retry")}</s-button>
    </s-stack>
  );
}
