/** Where a provider sends its pushes for one account. The token is the secret part. */
export function pushUrl(appUrl: string, hookToken: string): string {
  return `${appUrl.replace(/\/$/, "")}/hooks/tracking/${hookToken}`;
}
