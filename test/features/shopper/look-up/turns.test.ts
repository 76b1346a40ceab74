import { expect, it } from "vitest";
import { createTurns } from "~/features/shopper/look-up/turns";

/** Work that ends when told to. */
function held() {
  const { promise, resolve } = Promise.withResolvers<string>();
  return { work: () => promise, end: resolve };
}

it("lets so many work at once, the others in the order they came, and other keys without waiting", async () => {
  const turns = createTurns({ atOnce: 2, waiting: 10 });
  const begun: number[] = [];
  const works = [held(), held(), held(), held()];
  const taken = works.map(({ work }, index) =>
    turns.take(["a visitor"], () => {
      begun.push(index);
      return work();
    }),
  );
  expect(await turns.take(["another"], async () => "at once")).toBe("at once");
  expect(begun).toEqual([0, 1]);
  works[1]?.end("second");
  expect(await taken[1]).toBe("second");
  await turns.take(["another"], async () => "");
  expect(begun).toEqual([0, 1, 2]);
  for (const work of works) work.end("done");
  expect(await Promise.all(taken)).toEqual(["done", "second", "done", "done"]);
  expect(begun).toEqual([0, 1, 2, 3]);
});

it("turns away whoever comes when too many wait, keeps no place for him, and goes on after a failure", async () => {
  const turns = createTurns({ atOnce: 1, waiting: 1 });
  const first = held();
  const taken = turns.take(["visitor", "order"], first.work);
  const waiting = turns.take(["visitor", "order"], async () => "waited");
  expect(await turns.take(["visitor", "order"], async () => "never")).toBeNull();
  first.end("done");
  expect(await Promise.all([taken, waiting])).toEqual(["done", "waited"]);
  await expect(turns.take(["order"], () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await turns.take(["visitor", "order"], async () => "free")).toBe("free");
});
