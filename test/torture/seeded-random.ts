export interface Random {
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
  oneOf<Item>(items: readonly [Item, ...Item[]] | Item[]): Item;
  shuffled<Item>(items: readonly Item[]): Item[];
}

/** Numbers that look random and are the same for the same seed (Mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number) => Math.floor(next() * end);
  return {
    below,
    oneOf(items) {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error("There is nothing to choose from");
      return item;
    },
    shuffled<Item>(items: readonly Item[]) {
      const left = [...items];
      return items.flatMap(() => left.splice(below(left.length), 1));
    },
  };
}
