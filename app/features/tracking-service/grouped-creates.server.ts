import { isRefusedByDatabase } from "~/db/client.server";
import type { CreateOutcome, CreateRequest } from "~/tracking-api/server/service";

/** As many as one transaction takes: what waits longer than its own work takes makes nobody faster. */
const MAX_PER_COMMIT = 1000;

type Create = (accountId: string, requests: readonly CreateRequest[]) => Promise<CreateOutcome[]>;

interface Waiting {
  requests: readonly CreateRequest[];
  done: (outcomes: CreateOutcome[]) => void;
  failed: (error: unknown) => void;
}

/**
 * Group commit: creates of one account that arrive while a transaction of its is under way share the next one, in the order they came,
 * so that each ends as if it had come alone. An account with a quota is locked while it creates, so its calls could only queue for
 * their commits; and each commit with a job waits for a NOTIFY. A lone create is committed at once. Accounts do not wait for each other.
 */
export function groupCreates(create: Create): Create {
  const queues = new Map<string, Waiting[]>();

  const commitAlone = ({ requests, done, failed }: Waiting, accountId: string) =>
    create(accountId, requests).then(done, failed);

  const commitGroup = async (group: Waiting[], accountId: string) => {
    try {
      const outcomes = await create(
        accountId,
        group.flatMap(({ requests }) => requests),
      );
      let end = 0;
      for (const { requests, done } of group) done(outcomes.slice(end, (end += requests.length)));
    } catch (error) {
      // What the database will not take from one caller must not cost the others their answer.
      if (group.length > 1 && isRefusedByDatabase(error))
        for (const entry of group) await commitAlone(entry, accountId);
      else for (const { failed } of group) failed(error);
    }
  };

  const commitAll = async (accountId: string, waiting: Waiting[]) => {
    queues.set(accountId, waiting);
    while (waiting.length > 0) await commitGroup(takeGroup(waiting), accountId);
    queues.delete(accountId);
  };

  return (accountId, requests) =>
    new Promise((done, failed) => {
      const entry = { requests, done, failed };
      const waiting = queues.get(accountId);
      if (waiting) waiting.push(entry);
      else void commitAll(accountId, [entry]);
    });
}

/** Takes the oldest out of the queue: one whatever its size, and what still fits beside it. */
function takeGroup(waiting: Waiting[]): Waiting[] {
  let count = 0;
  const end = waiting.findIndex(({ requests }, index) => (count += requests.length) > MAX_PER_COMMIT && index > 0);
  return waiting.splice(0, end < 0 ? waiting.length : end);
}
