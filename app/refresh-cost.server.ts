import { refreshCostTable } from "./commands/refresh-cost";

process.stdout.write(
  `Expected calls a day of the refresh policy, without pushes, and the share of what one call a second allows.
Above 100% the refreshing falls behind: parcels are read later than the policy wants, and none is lost.

${refreshCostTable()}
`,
);
