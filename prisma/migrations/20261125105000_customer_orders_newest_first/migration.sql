-- A customer's newest orders, without reading all of them.
CREATE INDEX "order_account_id_customer_gid_placed_at_idx" ON "order"("account_id", "customer_gid", "placed_at" DESC);
DROP INDEX "order_account_id_customer_gid_idx";
