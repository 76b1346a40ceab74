-- By default a table is vacuumed once a fifth of it has changed: of twenty million parcels that is four million, and until then counts from an
-- index alone look every row up. Takes no lock that a writer waits for.
ALTER TABLE "shipment" SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE "registration" SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE "inbox_message" SET (autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE "outbox_message" SET (autovacuum_vacuum_scale_factor = 0.02);
