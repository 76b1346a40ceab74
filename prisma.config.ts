import { defineConfig } from "prisma/config";

// Only commands that change a database ask for an address; `generate`, `validate` and `diff` go without.
const url = process.env.DATABASE_URL;

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  ...(url ? { datasource: { url } } : {}),
});
