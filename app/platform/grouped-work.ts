interface Grouping<Asked> {
  /** Only what has the same key shares a group, and different keys do not wait for each other. */
  keyOf: (asked: Asked) => string;
  /** The most of a group; one that weighs more by itself goes alone. */
  limit: number;
  weigh?: (asked: Asked) => number;
  /** Whether a group's failure may be the fault of one in it, so that each is to be tried by itself. */
  mayBeOnesFault?: (error: unknown) => boolean;
}

interface Waiting<Asked, Answer> {
  asked: Asked;
  done: (answer: Answer) => void;
  failed: (error: unknown) => void;
}

/**
 * Does together what is asked for at once: whatever arrives while a group is under way shares the next one, in the order it came. A lone
 * one is done at once. Nobody is answered from work that began before he asked, so that every answer is as fresh as one of its own.
 * `work` gives one answer for each, in the order given.
 */
export function inGroups<Asked, Answer>(
  work: (group: readonly Asked[], key: string) => Promise<Answer[]>,
  { keyOf, limit, weigh = () => 1, mayBeOnesFault = () => false }: Grouping<Asked>,
): (asked: Asked) => Promise<Answer> {
  const queues = new Map<string, Waiting<Asked, Answer>[]>();

  const workOn = async (group: Waiting<Asked, Answer>[], key: string): Promise<void> => {
    try {
      const answers = await work(
        group.map(({ asked }) => asked),
        key,
      );
      if (answers.length !== group.length) throw new Error(`${group.length} asked, ${answers.length} answered`);
      answers.forEach((answer, index) => group[index]?.done(answer));
    } catch (error) {
      if (group.length > 1 && mayBeOnesFault(error)) for (const entry of group) await workOn([entry], key);
      else for (const { failed } of group) failed(error);
    }
  };

  const takeGroup = (waiting: Waiting<Asked, Answer>[]) => {
    let weight = 0;
    const end = waiting.findIndex(({ asked }, index) => (weight += weigh(asked)) > limit && index > 0);
    return waiting.splice(0, end < 0 ? waiting.length : end);
  };

  const workThrough = async (key: string, waiting: Waiting<Asked, Answer>[]) => {
    queues.set(key, waiting);
    while (waiting.length > 0) await workOn(takeGroup(waiting), key);
    queues.delete(key);
  };

  return (asked) =>
    new Promise((resolve, reject) => {
      const key = keyOf(asked);
      const entry = { asked, done: resolve, failed: reject };
      const waiting = queues.get(key);
      if (waiting) waiting.push(entry);
      else void workThrough(key, [entry]);
    });
}
