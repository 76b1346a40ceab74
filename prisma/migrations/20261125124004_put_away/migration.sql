-- Parcels that were put away: few, and listed and counted by themselves.
CREATE INDEX CONCURRENTLY "shipment_put_away_idx" ON "shipment"("account_id", "shipped_at" DESC, "id", "status", "courier_code") WHERE "archived_at" IS NOT NULL;
