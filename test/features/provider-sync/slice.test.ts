import { expect } from "vitest";
import { addApiAccount, addConnection } from "#test/factories/accounts";
import { addWaitingParcels, ledgerOf, parcelNumbers } from "#test/factories/parcels";
import { itWithNewServices } from "#test/support/it";
import { workConnection } from "~/features/provider-sync/work-connection.server";

const it = itWithNewServices
  .extend("accountId", async ({ services }) => (await addApiAccount(services)).id)
  .extend(
    "connectionId",
    { auto: true },
    async ({ services, provider, accountId }) =>
      (await addConnection(services, accountId, { baseUrl: provider.baseUrl })).id,
  )
  .extend(
    "registered",
    ({ services, accountId }) =>
      async () =>
        (await ledgerOf(services, accountId)).filter((row) => row.state === "registered").length,
  )
  .extend(
    "askedFor",
    ({ services }) =>
      () =>
        services.recorded.sent.filter(({ name }) => name === "work-connection"),
  );

it("lets others have their turn after twenty seconds, and comes back for the rest", async ({
  services,
  provider,
  accountId,
  connectionId,
  registered,
  askedFor,
}) => {
  const numbers = parcelNumbers(200);
  for (let start = 0; start < numbers.length; start += 40)
    await addWaitingParcels(services, accountId, numbers.slice(start, start + 40));
  services.recorded.sent.length = 0;
  provider.beforeAnswer = () => services.systemClock.advance({ seconds: 7 });
  await workConnection(services, connectionId);
  expect(await registered()).toBe(120);
  expect(askedFor()).toEqual([{ name: "work-connection", payload: { connectionId } }]);
  await workConnection(services, connectionId);
  expect(await registered()).toBe(200);
  expect(askedFor()).toHaveLength(1);
  expect(new Set(provider.charges.values())).toEqual(new Set([1]));
});

it("asks for no other turn where the last of twenty seconds left nothing to do", async ({
  services,
  provider,
  accountId,
  connectionId,
  registered,
  askedFor,
}) => {
  await addWaitingParcels(services, accountId, parcelNumbers(40));
  services.recorded.sent.length = 0;
  provider.beforeAnswer = () => services.systemClock.advance({ seconds: 21 });
  await workConnection(services, connectionId);
  expect(await registered()).toBe(40);
  expect(askedFor()).toEqual([]);
});
