-- AlterTable
ALTER TABLE "account" ADD COLUMN     "proxy_path" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "order" ADD COLUMN     "contact_hashes" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "erased_at" TIMESTAMPTZ(3),
ADD COLUMN     "phone_hash" BYTEA,
ADD COLUMN     "postcode_hash" BYTEA;

-- CreateTable
CREATE TABLE "look_up_miss" (
    "key_hash" BYTEA NOT NULL,
    "misses" INTEGER NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "look_up_miss_pkey" PRIMARY KEY ("key_hash")
);

-- CreateIndex
CREATE INDEX "look_up_miss_ends_at_idx" ON "look_up_miss"("ends_at");

-- CreateIndex
CREATE INDEX "order_account_id_phone_hash_idx" ON "order"("account_id", "phone_hash");

-- CreateIndex
CREATE INDEX "order_account_id_postcode_hash_idx" ON "order"("account_id", "postcode_hash");

-- CreateIndex
CREATE INDEX "order_contact_hashes_account_id_idx" ON "order"("contact_hashes", "account_id");
