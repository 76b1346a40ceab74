import { BlockStack, Checkbox } from "@shopify/polaris";
import { useState } from "react";
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

/**
 * The choice in a form: what is saved, with what was changed here and not saved yet. A choice saved
 * in another window shows at once; were it taken for a change made here, the next save would undo
 * it unasked.
 */
export function useCustomerFieldsDraft(saved: CustomerFieldChoice) {
  const [edits, setEdits] = useState<Partial<CustomerFieldChoice>>({});
  const [seen, setSeen] = useState(saved);
  if (customerFieldNames.some((name) => seen[name] !== saved[name])) {
    setSeen(saved);
    setEdits(differing(saved, edits));
  }
  return {
    fields: { ...saved, ...edits },
    isChanged: Object.keys(differing(saved, edits)).length > 0,
    change: (fields: CustomerFieldChoice) => setEdits(differing(saved, fields)),
    discard: () => setEdits({}),
  };
}

function differing(saved: CustomerFieldChoice, fields: Partial<CustomerFieldChoice>): Partial<CustomerFieldChoice> {
  const names = customerFieldNames.filter((name) => fields[name] !== undefined && fields[name] !== saved[name]);
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}
