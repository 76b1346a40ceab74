-- DropIndex
DROP INDEX "registration_account_id_state_priority_intent_at_idx";

-- CreateIndex
CREATE INDEX "registration_account_id_state_priority_submissions_intent_a_idx" ON "registration"("account_id", "state", "priority", "submissions", "intent_at", "id");
