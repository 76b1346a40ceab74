import { refreshCostTable } from "./commands/refresh-cost";

process.stdout.write(
  `Expected calls a day of the refresh policy, without pushes, and the share of what one call a second allows.
"Saves" compares with reading as soon as one parcel is due; parcels that fall due are gathered for a minute.
Above 100% the refreshing falls behind: parcels are read later than the policy wants, and none is lost.

${refreshCostTable()}
`,
);
