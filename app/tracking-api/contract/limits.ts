/** Items in one batch create (SPEC §4). */
export const batchLimit = 40;

/** Entries of the `numbers` and `orders` filters, each (SPEC §4). */
export const filterLimit = 40;

/** Items on one page of the list (SPEC §4). */
export const pageLimit = 2000;

/** Items on a page when the caller does not say (SPEC §6.6). */
export const defaultPageSize = 100;

/** Pairs in one updatemore, delete or notupdate (SPEC §4). */
export const manyLimit = 200;

/** What one remote-area check costs, in fifths of a number (SPEC §4: five count as one). */
export const remoteCheckFifths = 1;

/** What one air waybill costs, in fifths of a number (SPEC §4: 20 numbers each). */
export const waybillFifths = 100;

/** Largest request body the server reads. */
export const maxBodyBytes = 1024 * 1024;

/** Between two calls of one key (SPEC §4: one request a second). */
export const callIntervalMs = 1_000;

/** Between two realtime calls of one account, which have a limit of their own (SPEC §4: three a second). */
export const realtimeIntervalMs = 334;

/** Between two realtime calls about the same shipment (SPEC §4: once in two hours). */
export const sameShipmentIntervalMs = 2 * 60 * 60_000;

/** Silence after a 429 (SPEC §4: "wait two minute"). */
export const pauseAfterTooManyMs = 120_000;
