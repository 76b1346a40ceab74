/**
 * What the merchant set in the editor. At first nothing is set, so every flag says what to hide.
 */
export function preferences() {
  // A copy: what is not set is missing.
  const { heading, hide_contents, hide_updates } = { ...shopify.settings.value };
  return {
    heading: typeof heading === "string" && heading.trim() !== "" ? heading.trim() : null,
    hidesContents: hide_contents === true,
    hidesUpdates: hide_updates === true,
  };
}
