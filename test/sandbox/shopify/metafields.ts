import { z } from "zod";
import type { Collection } from "../state/collection";

/** A metafield the app has stored on its installation. */
export interface StoredMetafield {
  namespace: string;
  key: string;
  type: string;
  value: string;
}

export const installationId = "gid://shopify/AppInstallation/1";
const mostAtOnce = 25;

const setInput = z.object({
  ownerId: z.string(),
  namespace: z.string(),
  key: z.string(),
  type: z.string(),
  value: z.string(),
});

type UserError = {
  __typename: "MetafieldsSetUserError";
  field: string[];
  message: string;
  code: string;
  elementIndex: number;
};

/**
 * `metafieldsSet`, all or nothing: the app may write to its own installation only, and JSON must be
 * JSON.
 */
export function setMetafields(
  kept: Collection<StoredMetafield>,
  { metafields }: { metafields: unknown[] },
): { metafields: object[] | null; userErrors: UserError[] } {
  const given = metafields.map((metafield) => setInput.parse(metafield));
  const userErrors = given.flatMap((metafield, index) => faultsOf(metafield, index));
  if (given.length > mostAtOnce)
    userErrors.push(userError(0, [], "Only 25 metafields at once", "LESS_THAN_OR_EQUAL_TO"));
  if (userErrors.length > 0) return { metafields: null, userErrors };
  return {
    metafields: given.map(({ ownerId: _, ...metafield }) =>
      metafieldSource(kept.put(`${metafield.namespace}.${metafield.key}`, metafield)),
    ),
    userErrors: [],
  };
}

/** What Shopify says where it has trouble of its own with a value. */
export function refusedMetafields(): { metafields: null; userErrors: UserError[] } {
  return { metafields: null, userErrors: [userError(0, [], "An internal error occurred.", "INTERNAL_ERROR")] };
}

/** A stored metafield as the Admin API shows it. */
export function metafieldSource(metafield: StoredMetafield): object {
  const id = `gid://shopify/Metafield/${Buffer.from(`${metafield.namespace}.${metafield.key}`).toString("hex")}`;
  return { __typename: "Metafield", id, ...metafield, jsonValue: parsed(metafield) };
}

/** What Liquid reads as `app.metafields`. */
export function liquidMetafields(kept: Collection<StoredMetafield>): Record<string, Record<string, object>> {
  const spaces: Record<string, Record<string, object>> = {};
  for (const metafield of kept.values()) {
    spaces[metafield.namespace] ??= {};
    Object.assign(spaces[metafield.namespace] ?? {}, {
      [metafield.key]: { type: metafield.type, value: parsed(metafield) },
    });
  }
  return spaces;
}

function faultsOf({ ownerId, type, value }: z.infer<typeof setInput>, index: number): UserError[] {
  if (ownerId !== installationId)
    return [
      userError(
        index,
        ["ownerId"],
        "Access to this namespace and key on Metafields is not allowed.",
        "APP_NOT_AUTHORIZED",
      ),
    ];
  if (value === "") return [userError(index, ["value"], "Value can't be blank.", "BLANK")];
  if (type !== "json") return [];
  try {
    JSON.parse(value);
    return [];
  } catch {
    return [userError(index, ["value"], "Value is invalid JSON.", "INVALID_VALUE")];
  }
}

function userError(elementIndex: number, field: string[], message: string, code: string): UserError {
  const path = ["metafields", String(elementIndex), ...field];
  return { __typename: "MetafieldsSetUserError", field: path, message, code, elementIndex };
}

function parsed({ type, value }: StoredMetafield): unknown {
  return type === "json" ? JSON.parse(value) : value;
}
