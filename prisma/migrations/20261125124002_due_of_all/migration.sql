-- Its one reader asks account by account now (oldestDueRefresh).
DROP INDEX CONCURRENTLY "shipment_next_refresh_at_idx";
