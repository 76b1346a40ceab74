import { Text } from "@shopify/polaris";
import type { ReactNode } from "react";

/** One line of a list of facts (`<dl className="hw-facts">`): what it is, and how it stands. */
export function FactLine({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="hw-facts__line">
      <dt>
        <Text as="span" tone="subdued">
          {name}
        </Text>
      </dt>
      <dd>
        <Text as="span">{children}</Text>
      </dd>
    </div>
  );
}
