import { z } from "zod";

const setting = z.object({ id: z.string().optional(), default: z.unknown().optional() });

/** The part of a block's `{% schema %}` that a storefront acts on. */
const blockSchema = z.object({
  name: z.string(),
  target: z.enum(["section", "body", "head", "compliance_head"]),
  stylesheet: z.string().optional(),
  javascript: z.string().optional(),
  enabled_on: z.object({ templates: z.array(z.string()).default([]) }).optional(),
  settings: z.array(setting).default([]),
});

export type BlockSchema = z.infer<typeof blockSchema>;

/** Reads the schema out of a block's source; throws when there is none or it is not valid. */
export function schemaOf(file: string, source: string): BlockSchema {
  const text = /\{%-?\s*schema\s*-?%\}([\s\S]*?)\{%-?\s*endschema\s*-?%\}/.exec(source)?.[1];
  if (text === undefined) throw new Error(`${file} has no schema`);
  const parsed = blockSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(`The schema of ${file} is not valid:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/**
 * What a freshly placed block is set to: its defaults, with `t:` names looked up by `translate`.
 */
export function defaultSettings(schema: BlockSchema, translate: (key: string) => string): Record<string, unknown> {
  const entries = schema.settings.flatMap(({ id, default: value }) => {
    if (id === undefined) return [];
    const isName = typeof value === "string" && value.startsWith("t:");
    return [[id, isName ? translate(value.slice(2)) : (value ?? "")] as const];
  });
  return Object.fromEntries(entries);
}

/** Whether the theme editor would let a merchant place the block on a page of this template. */
export function mayStandOn({ target, enabled_on: enabledOn }: BlockSchema, template: string): boolean {
  if (target !== "section") return false;
  return enabledOn === undefined || ["*", template].some((name) => enabledOn.templates.includes(name));
}
