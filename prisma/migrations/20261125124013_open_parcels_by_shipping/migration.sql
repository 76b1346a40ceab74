-- The same parcels as in shipment_open_idx, in the order in which they are listed unless another is asked for.
CREATE INDEX CONCURRENTLY "shipment_open_shipped_idx" ON "shipment"("account_id", "shipped_at" DESC, "id", "status", "last_event_at", "created_at", "substatus", "registration_state", "following", "courier_code") WHERE "archived_at" IS NULL AND "status" <> 'delivered';
