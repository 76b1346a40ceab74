-- AlterTable
ALTER TABLE "account" ADD COLUMN     "lanes_counted_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "fulfillment" ADD COLUMN     "estimated_delivery_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "lane_transit" (
    "account_id" UUID NOT NULL,
    "courier_code" TEXT NOT NULL,
    "origin_country" TEXT NOT NULL,
    "destination_country" TEXT NOT NULL,
    "transit_days" INTEGER[],

    CONSTRAINT "lane_transit_pkey" PRIMARY KEY ("account_id","courier_code","destination_country","origin_country")
);

-- AddForeignKey
ALTER TABLE "lane_transit" ADD CONSTRAINT "lane_transit_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
