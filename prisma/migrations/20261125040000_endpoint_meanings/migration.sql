-- AlterTable
ALTER TABLE "account" ADD COLUMN     "quota_fifths_spent" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "removed_tracking" ADD COLUMN     "asked_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "stop_request" (
    "shipment_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "stop_request_pkey" PRIMARY KEY ("shipment_id")
);

-- CreateIndex
CREATE INDEX "stop_request_account_id_due_at_idx" ON "stop_request"("account_id", "due_at");

-- AddForeignKey
ALTER TABLE "stop_request" ADD CONSTRAINT "stop_request_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stop_request" ADD CONSTRAINT "stop_request_shipment_id_fkey" FOREIGN KEY ("shipment_id") REFERENCES "shipment"("id") ON DELETE CASCADE ON UPDATE CASCADE;
