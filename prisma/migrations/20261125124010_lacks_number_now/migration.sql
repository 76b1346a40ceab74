-- Those there are; older ones are nobody's question any more (app/db/overview.server.ts). Apart from the new column, whose lock would keep
-- everybody from the table meanwhile.
UPDATE fulfillment SET lacks_number = true
 WHERE fulfilled_at > now() - interval '61 days' AND NOT EXISTS (SELECT FROM fulfillment_parcel WHERE fulfillment_id = fulfillment.id);
