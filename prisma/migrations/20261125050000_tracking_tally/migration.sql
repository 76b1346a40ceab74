-- CreateTable
CREATE TABLE "tracking_tally" (
    "account_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "writer" INTEGER NOT NULL,
    "trackings" INTEGER NOT NULL,

    CONSTRAINT "tracking_tally_pkey" PRIMARY KEY ("account_id","day","writer")
);

-- AddForeignKey
ALTER TABLE "tracking_tally" ADD CONSTRAINT "tracking_tally_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- DropIndex
DROP INDEX "shipment_account_id_created_at_id_idx";

-- CreateIndex
CREATE INDEX "shipment_account_id_created_at_id_courier_code_idx" ON "shipment"("account_id", "created_at" DESC, "id", "courier_code");

-- The database keeps the tally itself, so that no statement can forget it. Every connection counts in a row of its own: two
-- transactions of one account never wait for each other, and what the tally says is the sum of its rows. Only shipments with a
-- courier count, because the served API knows no others.
CREATE FUNCTION tally_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tracking_tally AS tally (account_id, day, writer, trackings)
  SELECT account_id, (created_at AT TIME ZONE 'UTC')::date, pg_backend_pid(), count(*)
    FROM added WHERE courier_code <> '' GROUP BY 1, 2
  ON CONFLICT (account_id, day, writer) DO UPDATE SET trackings = tally.trackings + excluded.trackings;
  RETURN NULL;
END $$;

-- With its account goes a tally itself, and nothing is left to count for.
CREATE FUNCTION tally_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tracking_tally AS tally (account_id, day, writer, trackings)
  SELECT account_id, (removed.created_at AT TIME ZONE 'UTC')::date, pg_backend_pid(), -count(*)
    FROM removed JOIN account ON account.id = account_id WHERE courier_code <> '' GROUP BY 1, 2
  ON CONFLICT (account_id, day, writer) DO UPDATE SET trackings = tally.trackings + excluded.trackings;
  RETURN NULL;
END $$;

CREATE FUNCTION tally_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tracking_tally AS tally (account_id, day, writer, trackings)
  SELECT account_id, (created_at AT TIME ZONE 'UTC')::date, pg_backend_pid(), sum(step)
    FROM (VALUES (old.account_id, old.created_at, old.courier_code, -1), (new.account_id, new.created_at, new.courier_code, 1))
         AS change(account_id, created_at, courier_code, step)
   WHERE courier_code <> '' GROUP BY 1, 2
  ON CONFLICT (account_id, day, writer) DO UPDATE SET trackings = tally.trackings + excluded.trackings;
  RETURN NULL;
END $$;

CREATE TRIGGER tally_added AFTER INSERT ON shipment REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION tally_added();
CREATE TRIGGER tally_removed AFTER DELETE ON shipment REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION tally_removed();
CREATE TRIGGER tally_moved AFTER UPDATE OF account_id, created_at, courier_code ON shipment
  FOR EACH ROW WHEN ((old.courier_code = '') <> (new.courier_code = '') OR old.created_at <> new.created_at
                     OR old.account_id <> new.account_id)
  EXECUTE FUNCTION tally_moved();

INSERT INTO tracking_tally (account_id, day, writer, trackings)
SELECT account_id, (created_at AT TIME ZONE 'UTC')::date, 0, count(*) FROM shipment WHERE courier_code <> '' GROUP BY 1, 2;
