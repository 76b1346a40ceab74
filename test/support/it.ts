import { test } from "vitest";
import { createTestDatabase } from "./database";
import { startScriptedProvider } from "./scripted-provider";
import { createTestServices, type TestServicesOptions } from "./services";

type OnCleanup = (end: () => Promise<void>) => void;

/** Hands over what a fixture made, and ends it when the fixture's file or test is over. */
export function kept<Made extends AsyncDisposable>(made: Made, onCleanup: OnCleanup): Made {
  onCleanup(async () => made[Symbol.asyncDispose]());
  return made;
}

const base = test
  .extend("options", { scope: "file" }, (): TestServicesOptions => ({}))
  // eslint-disable-next-line no-empty-pattern -- vitest reads from this pattern which fixtures are needed: none.
  .extend("database", { scope: "file" }, async ({}, { onCleanup }) => {
    const database = await createTestDatabase();
    onCleanup(() => database.drop());
    return database;
  });

/**
 * A test with what most tests need. Fixtures are lazy: a file that asks for no database has none. A
 * file with another bundle says so first:
 * `const it = base.extend("options", { scope: "file" }, …)`.
 */
export const it = base
  /** The app's services over the file's database, shared by all tests of the file. */
  .extend("services", { scope: "file" }, async ({ database, options }, { onCleanup }) =>
    kept(await createTestServices(database.url, options), onCleanup),
  )
  /** A provider over HTTP that does as it is asked, with the clock of the services. */
  .extend("provider", { scope: "file" }, async ({ services }, { onCleanup }) =>
    kept(await startScriptedProvider({ now: () => services.clock.now() }), onCleanup),
  );

/**
 * The same over the file's database, with services and a provider of each test's own: a clock that
 * was moved is put back.
 */
export const itWithNewServices = base
  .extend("services", async ({ database, options }, { onCleanup }) =>
    kept(await createTestServices(database.url, options), onCleanup),
  )
  .extend("provider", async ({ services }, { onCleanup }) =>
    kept(await startScriptedProvider({ now: () => services.clock.now() }), onCleanup),
  );
