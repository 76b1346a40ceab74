/**
 * The first parts of the paths that the web process answers by itself, in production and in
 * development; every other path is a page of Remix.
 */
export const outsideRemix = ["healthz", "readyz", "metrics", "webhooks", "hooks", "proxy", "api", "v1", "v2"] as const;

export type OutsideRemix = (typeof outsideRemix)[number];
