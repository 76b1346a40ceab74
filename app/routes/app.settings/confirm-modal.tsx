import { Modal, TitleBar, useAppBridge } from "@shopify/app-bridge-react";
import { Box, Text } from "@shopify/polaris";

interface Props {
  id: string;
  title: string;
  text: string;
  confirm: string;
  cancel: string;
  onConfirm: () => void;
}

/** Asks before something is destroyed; opened by its id with `shopify.modal.show`. */
export function ConfirmModal({ id, title, text, confirm, cancel, onConfirm }: Props) {
  const shopify = useAppBridge();
  const close = () => void shopify.modal.hide(id);
  const goOn = () => {
    close();
    onConfirm();
  };
  return (
    <Modal id={id} variant="small">
      <Box padding="400">
        <Text as="p">{text}</Text>
      </Box>
      <TitleBar title={title}>
        <button variant="primary" tone="critical" onClick={goOn}>
          {confirm}
        </button>
        <button onClick={close}>{cancel}</button>
      </TitleBar>
    </Modal>
  );
}
