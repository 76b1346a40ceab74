import { BlockStack, Box, InlineGrid, Text } from "@shopify/polaris";
import type { ReactNode } from "react";

interface Props {
  /** What a link to this part of the page names. */
  id?: string;
  title: string;
  description: string;
  children: ReactNode;
}

/**
 * A card with its heading beside it, above it on a phone. Polaris' own presses the heading against
 * the edge of a phone.
 */
export function AnnotatedSection({ id, title, description, children }: Props) {
  return (
    <Box as="section" id={id} paddingBlockEnd="400">
      <InlineGrid columns={{ xs: "1fr", md: "2fr 5fr" }} gap="400">
        <Box paddingInline={{ xs: "400", sm: "0" }} paddingBlockStart={{ xs: "200", md: "400" }}>
          <BlockStack gap="200">
            <Text as="h2" variant="headingMd">
              {title}
            </Text>
            <Text as="p" tone="subdued">
              {description}
            </Text>
          </BlockStack>
        </Box>
        {children}
      </InlineGrid>
    </Box>
  );
}
