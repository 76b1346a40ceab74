-- When Shopify last told a shop anything, past the provider's pushes, of which a large shop has a hundred thousand a day. Built while
-- the table is written to, so it stands alone: PostgreSQL allows that in no transaction.
CREATE INDEX CONCURRENTLY "inbox_message_last_webhook_idx" ON "inbox_message"("account_id", "received_at") WHERE "source" = 'shopify';
