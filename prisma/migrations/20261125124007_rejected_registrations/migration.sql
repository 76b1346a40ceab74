-- An account's rejected parcels in the order in which they are listed.
CREATE INDEX CONCURRENTLY "registration_rejected_idx" ON "registration"("account_id", "priority", "intent_at" DESC, "id") WHERE "state" = 'rejected';
