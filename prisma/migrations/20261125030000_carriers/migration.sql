-- Nothing has ever written to this table. A list now belongs to the provider that served it.
DROP TABLE "catalogue_courier";

-- CreateEnum
CREATE TYPE "catalogue_outcome" AS ENUM ('asking', 'listed', 'not-offered', 'failed');

-- AlterTable
ALTER TABLE "own_carrier" ADD COLUMN     "removed_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "catalogue_courier" (
    "source" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "names" JSONB NOT NULL DEFAULT '{}',
    "type" TEXT,
    "homepage" TEXT,
    "phone" TEXT,
    "picture" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "catalogue_courier_pkey" PRIMARY KEY ("source","code")
);

-- CreateTable
CREATE TABLE "catalogue_source" (
    "source" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "listed_at" TIMESTAMPTZ(3),
    "couriers" INTEGER NOT NULL DEFAULT 0,
    "outcome" "catalogue_outcome" NOT NULL,
    "detail" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "catalogue_source_pkey" PRIMARY KEY ("source")
);

-- CreateIndex
CREATE INDEX "catalogue_courier_source_name_key_idx" ON "catalogue_courier"("source", "name_key");
