-- Nearly every fulfillment has a number: those that have none are found without looking at the others' parcels.
CREATE INDEX CONCURRENTLY "fulfillment_lacks_number_idx" ON "fulfillment"("account_id", "fulfilled_at") WHERE "lacks_number";
