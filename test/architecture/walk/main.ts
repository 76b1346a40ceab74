// `npx tsx test/architecture/walk/main.ts [checkout] [--files]`: how many files and folders pass a
// webhook's body on until its batch create, and a provider's answer on to the shopper. Another
// checkout is measured with the same walks.
import { follow, type Walk } from "./follow";

const ports = { TrackingProvider: "trackingMoreV2Provider" };

const walks: Walk[] = [
  {
    title: "A webhook's body to its batch create",
    ports,
    // What is stored and read again comes in anew: the inbox's messages, the ledger's entries, the
    // client's request.
    entries: [
      { definition: "shopifyWebhooks", names: ["request"] },
      { definition: "processBatch", names: ["waiting"] },
      { definition: "registerBatch", names: ["entries"] },
      { definition: "method@tracking-api/client/client", names: ["ask"] },
    ],
    after: [
      // Other topics than fulfillments.
      ...["forgetInstall", "answerDataRequest", "redactCustomer", "redactShop"],
      // The answer to the batch create.
      ...["readEnvelope", "withoutEnvelope", "decide", "noteOnPace", "retryDecision", "toOutcome", "failureOf"],
      ...["settleAnswered", "settleUnanswered", "settle", "pauseForQuota", "recordNotRegistering"],
    ],
  },
  {
    title: "A provider's answer to the shopper",
    ports,
    entries: [
      { definition: "trackingMoreV2Provider", names: ["items"] },
      { definition: "refreshChanges", names: ["answer"] },
      { definition: "answerForOrder|tellOrder", names: ["parcels", "shipments"] },
      { definition: "answerAsked", names: ["outcome"] },
    ],
    after: ["failureOf", "recordRefreshed"],
  },
];

const given = process.argv.slice(2);
const root = given.find((word) => !word.startsWith("--")) ?? process.cwd();
for (const walk of walks) {
  const { files, folders, changesOfFolder } = follow(root, walk);
  process.stdout.write(
    `${walk.title}: ${String(files.length)} files in ${String(folders.length)} folders, ` +
      `handed from folder to folder ${String(changesOfFolder)} times\n`,
  );
  if (given.includes("--files")) process.stdout.write(files.map((file) => `  ${file}\n`).join(""));
}
