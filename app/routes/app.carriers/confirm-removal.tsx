import { Modal, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useReturnFocus } from "~/components/forms/use-return-focus";
import { useActionFetcher } from "~/components/forms/use-action-fetcher";

/** Asks before something is removed, and says what stays. `form` is what removes it. */
export function ConfirmRemoval({
  title,
  text,
  form,
  onClose,
}: {
  title: string;
  text: string;
  form: Record<string, string>;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  useReturnFocus();
  const { fetcher, isBusy } = useActionFetcher(onClose);
  return (
    <Modal
      open
      size="small"
      onClose={onClose}
      title={title}
      primaryAction={{
        content: t("carriers.remove"),
        destructive: true,
        loading: isBusy,
        onAction: () => fetcher.submit(form, { method: "post" }),
      }}
      secondaryActions={[{ content: t("carriers.cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        <Text as="p">{text}</Text>
      </Modal.Section>
    </Modal>
  );
}
