import { useAppBridge } from "@shopify/app-bridge-react";
import { Button, Tooltip } from "@shopify/polaris";
import { ClipboardIcon } from "@shopify/polaris-icons";
import type { MouseEvent } from "react";
import { useTranslation } from "react-i18next";

/** Copies a text and says so. Stops the click, so that a row it stands in is not opened. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const copy = async () => {
    const copied = await copyText(text);
    shopify.toast.show(t(copied ? "copy.done" : "copy.failed"), { isError: !copied });
  };
  const stay = (event: MouseEvent) => event.stopPropagation();
  return (
    <span onClick={stay} role="presentation">
      <Tooltip content={label}>
        <Button
          variant="tertiary"
          size="micro"
          icon={ClipboardIcon}
          accessibilityLabel={label}
          onClick={() => void copy()}
        />
      </Tooltip>
    </span>
  );
}

/** False where the browser does not let a frame write to the clipboard. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** The admin's frame is not always allowed to use the clipboard; an old command still is. */
function copyBySelection(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.style.cssText = "position:fixed;opacity:0";
  document.body.append(field);
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other way where the frame lacks the permission
  const copied = document.execCommand("copy");
  field.remove();
  return copied;
}
