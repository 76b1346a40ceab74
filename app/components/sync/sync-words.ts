import en from "~/i18n/en.json";

/** Reasons for which a sync waits or has stopped, and that have words. */
export type SyncTroubleWord = keyof (typeof en)["sync"]["waiting"];

export const isSyncTrouble = (detail: string): detail is SyncTroubleWord => Object.hasOwn(en.sync.waiting, detail);
