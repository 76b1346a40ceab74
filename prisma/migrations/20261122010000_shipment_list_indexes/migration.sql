-- CreateIndex
CREATE INDEX "fulfillment_account_id_fulfilled_at_idx" ON "fulfillment"("account_id", "fulfilled_at");

-- CreateIndex
CREATE INDEX "shipment_account_id_shipped_at_id_idx" ON "shipment"("account_id", "shipped_at" DESC, "id");
