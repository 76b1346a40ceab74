import { BlockStack, Checkbox } from "@shopify/polaris";
import { useTranslation } from "react-i18next";

export const customerFieldNames = ["name", "email", "phone"] as const;

/** Which customer fields go to the provider. */
export type CustomerFieldChoice = Record<(typeof customerFieldNames)[number], boolean>;

interface Props {
  value: CustomerFieldChoice;
  onChange: (value: CustomerFieldChoice) => void;
}

/** Three separate questions, each with what the provider does with the answer. */
export function CustomerFieldBoxes({ value, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <BlockStack gap="200">
      {customerFieldNames.map((name) => (
        <Checkbox
          key={name}
          label={t(`customerFields.${name}.label`)}
          helpText={t(`customerFields.${name}.use`)}
          checked={value[name]}
          onChange={(checked) => onChange({ ...value, [name]: checked })}
        />
      ))}
    </BlockStack>
  );
}
