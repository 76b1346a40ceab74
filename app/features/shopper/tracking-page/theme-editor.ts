/** The blocks a merchant places, each with the kind of page it belongs on. */
export const themeBlocks = [
  { handle: "tracking", template: "page" },
  { handle: "order-status", template: "customers/order" },
] as const;
export type ThemeBlock = (typeof themeBlocks)[number];

/** Opens a shop's theme editor with a block ready to place. `apiKey` is the app's client id. */
export function themeEditorUrl(shopDomain: string, apiKey: string, { handle, template }: ThemeBlock): string {
  const asked = new URLSearchParams({ template, addAppBlockId: `${apiKey}/${handle}`, target: "newAppsSection" });
  return `https://${shopDomain}/admin/themes/current/editor?${asked}`;
}
