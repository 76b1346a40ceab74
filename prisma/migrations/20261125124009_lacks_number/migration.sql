-- AlterTable
ALTER TABLE "fulfillment" ADD COLUMN     "lacks_number" BOOLEAN NOT NULL DEFAULT false;
