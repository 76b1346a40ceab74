import { z } from "zod";

/**
 * Any value or none at all: where a field may be missing, `z.unknown()` alone would insist on the
 * key.
 */
export const anything = z.unknown().optional();
