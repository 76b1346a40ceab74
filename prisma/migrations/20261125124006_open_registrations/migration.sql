-- What is not registered, over all accounts: asked for by operators with every look at the metrics.
CREATE INDEX CONCURRENTLY "registration_open_idx" ON "registration"("state", "intent_at", "account_id") WHERE "state" <> 'registered';
