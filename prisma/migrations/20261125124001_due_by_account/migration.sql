-- What is due of one account, found without passing the due parcels of all others. Most parcels have come and are never due again.
CREATE INDEX CONCURRENTLY "shipment_due_idx" ON "shipment"("account_id", "next_refresh_at") WHERE "next_refresh_at" IS NOT NULL;
