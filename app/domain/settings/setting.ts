import { z } from "zod";

/** What can be wrong with a setting; the words stand in the admin's texts under these keys. */
export const faultKinds = ["none-chosen", "too-long", "not-an-address", "not-a-colour"] as const;
export type FaultKind = (typeof faultKinds)[number];

/** One setting. Everything that handles it is derived from this: form, faults, storage. */
export interface Setting<Value> {
  /**
   * As a form sends it: longer than any limit, so that what is too long is shown beside its field,
   * not cut.
   */
  draft: z.ZodType<Value>;
  /**
   * As it is read from the database: never fails, cuts what is too long, else takes the default.
   */
  stored: z.ZodType<Value>;
  /** What may be saved; the messages of its issues are kinds of faults. */
  valid: z.ZodType<Value>;
}

/** Longer than any limit of a text. */
export const draftText = z.string().trim().max(5_000);

/**
 * A text as it is read from the database: without blanks around it, cut at `longest` UTF-16 units.
 */
export const storedText = (longest: number) =>
  z
    .string()
    .catch("")
    .transform((value) => value.trim().slice(0, longest));

/** A yes or no; what is stored as anything else is the default. */
export const flag = (byDefault: boolean): Setting<boolean> => ({
  draft: z.boolean(),
  stored: z.boolean().catch(byDefault),
  valid: z.boolean(),
});

/** A text of at most `longest` UTF-16 units; empty by default. */
export const text = (longest: number): Setting<string> => ({
  draft: draftText,
  stored: storedText(longest),
  valid: z.string().max(longest, "too-long" satisfies FaultKind),
});

/** A text of a form of its own; what is stored in another form is empty. */
export const formattedText = (
  longest: number,
  {
    isValid,
    fault,
    prepare = (value) => value,
  }: {
    isValid: (value: string) => boolean;
    fault: FaultKind;
    prepare?: (value: string) => string;
  },
): Setting<string> => ({
  draft: draftText.transform(prepare),
  stored: storedText(longest)
    .transform(prepare)
    .transform((value) => (isValid(value) ? value : "")),
  valid: z
    .string()
    .max(longest, { error: "too-long" satisfies FaultKind, abort: true })
    .refine((value) => value === "" || isValid(value), fault),
});

/** At least one of a list of choices, in the list's order. */
export const choices = <Choice extends string>(all: readonly Choice[], byDefault: Choice): Setting<Choice[]> => ({
  draft: z.array(z.enum(all)),
  stored: z
    .array(z.unknown())
    .catch([])
    .transform((given) => all.filter((choice) => given.includes(choice)))
    .transform((chosen) => (chosen.length > 0 ? chosen : [byDefault])),
  valid: z.array(z.enum(all)).min(1, "none-chosen" satisfies FaultKind),
});

/** What is wrong with a value, in the order of its checks. */
export function faultsOf({ valid }: { valid: z.ZodType }, value: unknown): FaultKind[] {
  const issues = valid.safeParse(value).error?.issues ?? [];
  return issues.flatMap(({ message }) => faultKinds.filter((kind) => kind === message));
}
