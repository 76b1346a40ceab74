interface Grouping<Item> {
  /** Only items with the same key share a group, and different keys do not wait for each other. */
  keyOf: (item: Item) => string;
  /** The most a group may weigh; an item that weighs more by itself goes alone. */
  limit: number;
  weigh?: (item: Item) => number;
  /** Whether one item may have failed the whole group, so that each is to be tried alone. */
  mayBeFaultOfOne?: (error: unknown) => boolean;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/**
 * Calls `work` once for many items: what arrives while a group is under way shares the next one, in
 * the order of arrival. A single item starts at once. No call is answered from work that began
 * before it, so that every result is as fresh as one of its own. `work` returns one result for each
 * item, in the order given.
 */
export function groupedWork<Item, Result>(
  work: (group: readonly Item[], key: string) => Promise<Result[]>,
  { keyOf, limit, weigh = () => 1, mayBeFaultOfOne = () => false }: Grouping<Item>,
): (item: Item) => Promise<Result> {
  const queues = new Map<string, Waiting<Item, Result>[]>();

  const workOn = async (group: Waiting<Item, Result>[], key: string): Promise<void> => {
    try {
      const results = await work(
        group.map(({ item }) => item),
        key,
      );
      if (results.length !== group.length) throw new Error(`${group.length} items, ${results.length} results`);
      results.forEach((result, index) => group[index]?.resolve(result));
    } catch (error) {
      if (group.length > 1 && mayBeFaultOfOne(error)) for (const entry of group) await workOn([entry], key);
      else for (const { reject } of group) reject(error);
    }
  };

  const takeGroup = (waiting: Waiting<Item, Result>[]) => {
    let weight = 0;
    const end = waiting.findIndex(({ item }, index) => (weight += weigh(item)) > limit && index > 0);
    return waiting.splice(0, end < 0 ? waiting.length : end);
  };

  const workThrough = async (key: string, waiting: Waiting<Item, Result>[]) => {
    queues.set(key, waiting);
    while (waiting.length > 0) await workOn(takeGroup(waiting), key);
    queues.delete(key);
  };

  return (item) =>
    new Promise((resolve, reject) => {
      const key = keyOf(item);
      const entry = { item, resolve, reject };
      const waiting = queues.get(key);
      if (waiting) waiting.push(entry);
      else void workThrough(key, [entry]);
    });
}
