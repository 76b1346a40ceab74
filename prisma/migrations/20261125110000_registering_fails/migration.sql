-- AlterTable
ALTER TABLE "connection" ADD COLUMN     "registering_detail" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "registering_fails_since" TIMESTAMPTZ(3);
