-- Deliveries are grouped by their hours under way (app/db/overview.server.ts). PostgreSQL has to know that these are few, or it sorts all of them.
CREATE STATISTICS "shipment_transit_hours" ON (round(extract(epoch FROM delivered_at - COALESCE(shipped_at, first_event_at, created_at)) / 3600)::int) FROM "shipment";
