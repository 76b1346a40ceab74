/** A statement that was composed, ready to be sent. */
export interface Statement {
  text: string;
  values: readonly unknown[];
}

/**
 * What a module exports that composes statements: by the function that sends them, one for each way
 * to compose them. A test prepares them all on a migrated database, so that a renamed column fails
 * at once.
 */
export type StatementExamples = Record<string, readonly Statement[]>;
