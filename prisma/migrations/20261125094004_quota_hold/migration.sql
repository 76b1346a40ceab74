-- CreateTable
CREATE TABLE "quota_hold" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "account_id" UUID NOT NULL,
    "fifths" INTEGER NOT NULL,
    "held_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quota_hold_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "quota_hold_held_until_account_id_idx" ON "quota_hold"("held_until", "account_id");

-- AddForeignKey
ALTER TABLE "quota_hold" ADD CONSTRAINT "quota_hold_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
