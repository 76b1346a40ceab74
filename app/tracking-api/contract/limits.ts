/** Items in one batch create. */
export const batchLimit = 40;

/** Entries of the `numbers` and `orders` filters, each. */
export const filterLimit = 40;

/** Items on one page of the list. */
export const pageLimit = 2000;

/** Items on a page when the caller does not say. */
export const defaultPageSize = 100;

/** Pairs in one updatemore, delete or notupdate. */
export const manyLimit = 200;

/** What one remote-area check costs, in fifths of a number. */
export const remoteCheckFifths = 1;

/** What one air waybill costs, in fifths of a number. */
export const waybillFifths = 100;

/** Largest request body the server reads. */
export const maxBodyBytes = 1024 * 1024;

/** Between two calls of one key. */
export const callIntervalMs = 1_000;

/** Between two realtime calls of one account, which have a limit of their own. */
export const realtimeIntervalMs = 334;

/** Between two realtime calls about the same shipment. */
export const sameShipmentIntervalMs = 2 * 60 * 60_000;

/** Silence after a 429. */
export const pauseAfterTooManyMs = 120_000;
