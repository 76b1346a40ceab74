-- CreateTable
CREATE TABLE "removed_calls" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "calls" BIGINT NOT NULL,
    "calls_too_fast" BIGINT NOT NULL,
    "calls_failed" BIGINT NOT NULL,

    CONSTRAINT "removed_calls_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "forgotten_sync" (
    "kind" "sync_kind" NOT NULL,
    "state" "sync_state" NOT NULL,
    "seen" BIGINT NOT NULL,
    "repaired" BIGINT NOT NULL,
    "last_finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "forgotten_sync_pkey" PRIMARY KEY ("kind","state")
);

-- Rows go in several ways, with their account among them, and what they counted must not go with them: so the database keeps it itself.
CREATE FUNCTION keep_removed_calls() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO removed_calls AS kept (calls, calls_too_fast, calls_failed)
  SELECT sum(calls), sum(calls_too_fast), sum(calls_failed) FROM removed HAVING count(*) > 0
  ON CONFLICT (id) DO UPDATE SET calls = kept.calls + excluded.calls, calls_too_fast = kept.calls_too_fast + excluded.calls_too_fast,
                                 calls_failed = kept.calls_failed + excluded.calls_failed;
  RETURN NULL;
END $$;

-- In one order always, so that two transactions that delete runs do not wait for each other in a circle.
CREATE FUNCTION keep_forgotten_sync() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO forgotten_sync AS kept (kind, state, seen, repaired, last_finished_at)
  SELECT kind, state, sum(seen), sum(repaired), max(finished_at) FROM removed GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (kind, state) DO UPDATE SET seen = kept.seen + excluded.seen, repaired = kept.repaired + excluded.repaired,
                                          last_finished_at = GREATEST(kept.last_finished_at, excluded.last_finished_at);
  RETURN NULL;
END $$;

CREATE TRIGGER keep_removed_calls AFTER DELETE ON connection REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION keep_removed_calls();
CREATE TRIGGER keep_forgotten_sync AFTER DELETE ON sync_run REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION keep_forgotten_sync();
