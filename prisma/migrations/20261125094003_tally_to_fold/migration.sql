-- CreateIndex
CREATE INDEX "tracking_tally_writer_day_account_id_idx" ON "tracking_tally"("writer", "day", "account_id");
