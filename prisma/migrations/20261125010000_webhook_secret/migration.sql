-- AlterTable
ALTER TABLE "connection" ADD COLUMN     "webhook_secret_enc" BYTEA;
