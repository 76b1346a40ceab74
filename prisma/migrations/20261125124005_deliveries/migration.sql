-- Deliveries of the last weeks, with what is measured of each (app/db/overview.server.ts).
CREATE INDEX CONCURRENTLY "shipment_delivered_idx" ON "shipment"("account_id", "delivered_at") INCLUDE ("shipped_at", "first_event_at", "created_at", "expected_to") WHERE "status" = 'delivered';
