-- AlterTable
ALTER TABLE "outbox_message" ADD COLUMN     "attempted_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "outbox_message_account_id_kind_id_idx" ON "outbox_message"("account_id", "kind", "id" DESC);
