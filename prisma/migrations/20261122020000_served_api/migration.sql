-- AlterTable
ALTER TABLE "shipment" ADD COLUMN     "asked_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "removed_tracking" (
    "account_id" UUID NOT NULL,
    "courier_code" TEXT NOT NULL,
    "number_key" TEXT NOT NULL,
    "removed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "removed_tracking_pkey" PRIMARY KEY ("account_id","courier_code","number_key")
);

-- AddForeignKey
ALTER TABLE "removed_tracking" ADD CONSTRAINT "removed_tracking_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
