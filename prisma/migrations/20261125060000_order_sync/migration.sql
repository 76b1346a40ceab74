-- Nothing has ever written to this table.
DROP TABLE "sync_run";

-- CreateEnum
CREATE TYPE "sync_kind" AS ENUM ('backfill', 'reconciliation');

-- CreateEnum
CREATE TYPE "sync_state" AS ENUM ('running', 'done', 'cancelled', 'stopped');

-- CreateTable
CREATE TABLE "sync_run" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "account_id" UUID NOT NULL,
    "kind" "sync_kind" NOT NULL,
    "state" "sync_state" NOT NULL,
    "days" INTEGER,
    "window_from" TIMESTAMPTZ(3) NOT NULL,
    "window_to" TIMESTAMPTZ(3),
    "cursor" TEXT,
    "window_read" INTEGER NOT NULL DEFAULT 0,
    "reached_at" TIMESTAMPTZ(3),
    "seen" INTEGER NOT NULL DEFAULT 0,
    "expected" INTEGER,
    "repaired" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "detail" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "sync_run_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "sync_run_account_id_kind_started_at_idx" ON "sync_run"("account_id", "kind", "started_at" DESC);

-- CreateIndex
CREATE INDEX "sync_run_next_at_idx" ON "sync_run"("next_at");

-- AddForeignKey
ALTER TABLE "sync_run" ADD CONSTRAINT "sync_run_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
