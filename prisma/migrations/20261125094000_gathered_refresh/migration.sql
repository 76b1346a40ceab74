-- AlterTable
ALTER TABLE "connection" ADD COLUMN     "refresh_not_before" TIMESTAMPTZ(3);
