/** What the merchant set in the editor. Nothing is set until somebody does, so every wish says what to hide. */
export function preferences() {
  // A copy: what nobody has set is not there at all.
  const { heading, hide_contents, hide_updates } = { ...shopify.settings.value };
  return {
    heading: typeof heading === "string" && heading.trim() !== "" ? heading.trim() : null,
    hidesContents: hide_contents === true,
    hidesUpdates: hide_updates === true,
  };
}
