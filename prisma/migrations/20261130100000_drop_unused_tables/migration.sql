-- Nothing reads or writes these: views were never saved, and Home counts from the shipments.
DROP TABLE "saved_view";
DROP TABLE "daily_rollup";
