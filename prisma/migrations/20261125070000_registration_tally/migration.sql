-- AlterTable
ALTER TABLE "connection" ADD COLUMN     "calls" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "calls_failed" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "calls_too_fast" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "quota_full" INTEGER,
ADD COLUMN     "register_not_before" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "registration_tally" (
    "account_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "outcome" TEXT NOT NULL,
    "items" INTEGER NOT NULL,
    "spent" INTEGER NOT NULL,

    CONSTRAINT "registration_tally_pkey" PRIMARY KEY ("account_id","day","outcome")
);

-- CreateIndex
CREATE INDEX "registration_tally_day_idx" ON "registration_tally"("day");

-- AddForeignKey
ALTER TABLE "registration_tally" ADD CONSTRAINT "registration_tally_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What was registered before counts for this month too. How those items ended is in their attempts; what they cost is enough here.
INSERT INTO "registration_tally" ("account_id", "day", "outcome", "items", "spent")
SELECT r.account_id, (r.settled_at AT TIME ZONE account.time_zone)::date, 'registered', count(*), sum(r.spent)
  FROM registration AS r JOIN account ON account.id = r.account_id
 WHERE r.spent > 0 AND r.settled_at IS NOT NULL
 GROUP BY 1, 2;

UPDATE "connection" SET "quota_full" = "quota_remaining";
