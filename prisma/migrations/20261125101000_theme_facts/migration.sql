-- AlterTable
ALTER TABLE "account" ADD COLUMN     "theme_facts_due_at" TIMESTAMPTZ(3),
ADD COLUMN     "theme_facts_failures" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "theme_facts_trouble" TEXT;

-- Looked for once a second; almost always empty.
CREATE INDEX "account_theme_facts_due_idx" ON "account"("theme_facts_due_at") WHERE "theme_facts_due_at" IS NOT NULL;
