-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "account_kind" AS ENUM ('shop', 'api');

-- CreateEnum
CREATE TYPE "provider_kind" AS ENUM ('trackingmore-v2', 'trackingmore-v4', 'trackru-v1', 'carrier-feed');

-- CreateEnum
CREATE TYPE "connection_state" AS ENUM ('ok', 'bad_key', 'quota', 'unreachable');

-- CreateEnum
CREATE TYPE "inbox_source" AS ENUM ('shopify', 'provider');

-- CreateEnum
CREATE TYPE "inbox_state" AS ENUM ('waiting', 'done', 'refused', 'failed');

-- CreateEnum
CREATE TYPE "tracking_status" AS ENUM ('pending', 'notfound', 'transit', 'pickup', 'delivered', 'undelivered', 'exception', 'expired');

-- CreateEnum
CREATE TYPE "courier_source" AS ENUM ('none', 'rule', 'company', 'format', 'detect', 'merchant', 'api');

-- CreateEnum
CREATE TYPE "leg" AS ENUM ('origin', 'destination');

-- CreateEnum
CREATE TYPE "registration_state" AS ENUM ('none', 'waiting', 'sending', 'unknown', 'registered', 'rejected');

-- CreateEnum
CREATE TYPE "attempt_kind" AS ENUM ('submit', 'lookup');

-- CreateEnum
CREATE TYPE "outbox_kind" AS ENUM ('push');

-- CreateEnum
CREATE TYPE "outbox_state" AS ENUM ('waiting', 'sent', 'given-up');

-- CreateTable
CREATE TABLE "account" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "kind" "account_kind" NOT NULL,
    "shop_domain" TEXT,
    "name" TEXT NOT NULL DEFAULT '',
    "email_enc" BYTEA,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "locale" TEXT NOT NULL DEFAULT 'en',
    "settings" JSONB NOT NULL DEFAULT '{}',
    "scopes" TEXT NOT NULL DEFAULT '',
    "quota_remaining" INTEGER,
    "installed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "uninstalled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connection" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "account_id" UUID NOT NULL,
    "kind" "provider_kind" NOT NULL,
    "base_url" TEXT NOT NULL,
    "api_key_enc" BYTEA,
    "account_email_enc" BYTEA,
    "hook_token_hash" BYTEA NOT NULL,
    "hook_token_enc" BYTEA NOT NULL,
    "pace_interval_ms" INTEGER NOT NULL DEFAULT 1000,
    "next_call_at" TIMESTAMPTZ(3) NOT NULL DEFAULT '1970-01-01 00:00:00 +00:00',
    "silent_until" TIMESTAMPTZ(3),
    "state" "connection_state" NOT NULL DEFAULT 'ok',
    "state_since" TIMESTAMPTZ(3) NOT NULL,
    "state_detail" TEXT NOT NULL DEFAULT '',
    "failures" INTEGER NOT NULL DEFAULT 0,
    "retry_at" TIMESTAMPTZ(3),
    "quota_remaining" INTEGER,
    "quota_checked_at" TIMESTAMPTZ(3),
    "high_water_mark" TIMESTAMPTZ(3),
    "refresh_requested_at" TIMESTAMPTZ(3),
    "refreshed_at" TIMESTAMPTZ(3),
    "last_call_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "shop" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "is_online" BOOLEAN NOT NULL DEFAULT false,
    "scope" TEXT,
    "expires" TIMESTAMPTZ(3),
    "access_token_enc" BYTEA,
    "refresh_token_enc" BYTEA,
    "refresh_token_expires" TIMESTAMPTZ(3),
    "user_enc" BYTEA,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbox_message" (
    "id" BIGSERIAL NOT NULL,
    "source" "inbox_source" NOT NULL,
    "external_id" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "account_id" UUID NOT NULL,
    "triggered_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "payload_enc" BYTEA,
    "state" "inbox_state" NOT NULL DEFAULT 'waiting',
    "reason" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "processed_at" TIMESTAMPTZ(3),

    CONSTRAINT "inbox_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "account_id" UUID NOT NULL,
    "shopify_order_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "placed_at" TIMESTAMPTZ(3),
    "locale" TEXT,
    "contact_enc" BYTEA,
    "email_hash" BYTEA,
    "customer_gid" TEXT,
    "country_code" TEXT,
    "cancelled_at" TIMESTAMPTZ(3),
    "details_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "order_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "fulfillment" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "account_id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "shopify_fulfillment_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "tracking_company" TEXT,
    "destination_code" TEXT,
    "contents" JSONB NOT NULL DEFAULT '[]',
    "fulfilled_at" TIMESTAMPTZ(3) NOT NULL,
    "shopify_updated_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "fulfillment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "fulfillment_parcel" (
    "fulfillment_id" UUID NOT NULL,
    "shipment_id" UUID NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "fulfillment_parcel_pkey" PRIMARY KEY ("fulfillment_id","shipment_id")
);

-- CreateTable
CREATE TABLE "shipment" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "account_id" UUID NOT NULL,
    "public_id" TEXT NOT NULL DEFAULT replace((gen_random_uuid())::text, '-'::text, ''::text),
    "number" TEXT NOT NULL,
    "number_key" TEXT NOT NULL,
    "courier_code" TEXT NOT NULL DEFAULT '',
    "courier_source" "courier_source" NOT NULL DEFAULT 'none',
    "courier_reason" TEXT NOT NULL DEFAULT '',
    "courier_candidates" JSONB NOT NULL DEFAULT '[]',
    "tracking_company" TEXT,
    "order_id" UUID,
    "order_name" TEXT,
    "order_name_key" TEXT,
    "order_create_time" TEXT,
    "order_created_at" TIMESTAMPTZ(3),
    "title" TEXT,
    "comment" TEXT,
    "lang" TEXT,
    "logistics_channel" TEXT,
    "customer_enc" BYTEA,
    "customer_email_hash" BYTEA,
    "destination_code" TEXT,
    "ship_date" TEXT,
    "carrier_account" TEXT,
    "auto_correct" BOOLEAN NOT NULL DEFAULT false,
    "status" "tracking_status" NOT NULL DEFAULT 'pending',
    "raw_status" TEXT,
    "substatus" TEXT,
    "status_rule" TEXT NOT NULL DEFAULT 'none',
    "status_identity" TEXT,
    "status_forced" "tracking_status",
    "claim_status" TEXT,
    "claim_substatus" TEXT,
    "status_at" TIMESTAMPTZ(3),
    "origin_country" TEXT,
    "destination_country" TEXT,
    "origin_info" JSONB,
    "destination_info" JSONB,
    "last_event_text" TEXT,
    "last_event_place" TEXT,
    "last_event_local" TEXT,
    "last_event_offset" INTEGER,
    "last_event_at" TIMESTAMPTZ(3),
    "first_event_at" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),
    "expected_from" TIMESTAMPTZ(3),
    "expected_to" TIMESTAMPTZ(3),
    "checkpoint_count" INTEGER NOT NULL DEFAULT 0,
    "registration_state" "registration_state" NOT NULL DEFAULT 'none',
    "provider_id" TEXT,
    "following" BOOLEAN NOT NULL DEFAULT true,
    "archived_at" TIMESTAMPTZ(3),
    "shipped_at" TIMESTAMPTZ(3),
    "checked_at" TIMESTAMPTZ(3),
    "next_refresh_at" TIMESTAMPTZ(3),
    "refresh_failures" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "shipment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "checkpoint" (
    "id" BIGSERIAL NOT NULL,
    "account_id" UUID NOT NULL,
    "shipment_id" UUID NOT NULL,
    "leg" "leg" NOT NULL,
    "identity" TEXT NOT NULL,
    "event_local" TEXT NOT NULL,
    "offset_minutes" INTEGER,
    "text" TEXT NOT NULL,
    "place" TEXT NOT NULL DEFAULT '',
    "status" TEXT,
    "substatus" TEXT,
    "milestone" TEXT,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "checkpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "registration" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "account_id" UUID NOT NULL,
    "shipment_id" UUID NOT NULL,
    "courier_code" TEXT NOT NULL,
    "number_key" TEXT NOT NULL,
    "state" "registration_state" NOT NULL DEFAULT 'waiting',
    "priority" INTEGER NOT NULL DEFAULT 0,
    "intent_at" TIMESTAMPTZ(3) NOT NULL,
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "batch_id" UUID,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "submissions" INTEGER NOT NULL DEFAULT 0,
    "spent" INTEGER NOT NULL DEFAULT 0,
    "reason" TEXT,
    "reason_code" INTEGER,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "registration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "registration_attempt" (
    "id" BIGSERIAL NOT NULL,
    "registration_id" UUID NOT NULL,
    "batch_id" UUID NOT NULL,
    "kind" "attempt_kind" NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "code" INTEGER,
    "detail" TEXT,

    CONSTRAINT "registration_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "account_id" UUID NOT NULL,
    "key_hash" BYTEA NOT NULL,
    "tail" TEXT NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "rate_per_second" DOUBLE PRECISION,
    "rate_tat" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "push_address" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "account_id" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "push_address_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox_message" (
    "id" BIGSERIAL NOT NULL,
    "account_id" UUID NOT NULL,
    "kind" "outbox_kind" NOT NULL,
    "shipment_id" UUID,
    "dedupe_key" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "state" "outbox_state" NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "last_outcome" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "courier_rule" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "account_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "company" TEXT,
    "country_code" TEXT,
    "number_prefix" TEXT,
    "courier_code" TEXT NOT NULL,

    CONSTRAINT "courier_rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "own_carrier" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "account_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "tracking_url" TEXT,

    CONSTRAINT "own_carrier_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "saved_view" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "account_id" UUID NOT NULL,
    "page" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_view_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sync_run" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "account_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "window_from" TIMESTAMPTZ(3),
    "window_to" TIMESTAMPTZ(3),
    "cursor" TEXT,
    "seen" INTEGER NOT NULL DEFAULT 0,
    "expected" INTEGER,
    "repaired" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "detail" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "sync_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "daily_rollup" (
    "account_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "courier_code" TEXT NOT NULL,
    "origin_code" TEXT NOT NULL,
    "destination_code" TEXT NOT NULL,
    "shipped" INTEGER NOT NULL DEFAULT 0,
    "delivered" INTEGER NOT NULL DEFAULT 0,
    "exceptions" INTEGER NOT NULL DEFAULT 0,
    "transit_days" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "daily_rollup_pkey" PRIMARY KEY ("account_id","day","courier_code","origin_code","destination_code")
);

-- CreateTable
CREATE TABLE "data_request" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "account_id" UUID NOT NULL,
    "external_id" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "answer_enc" BYTEA,
    "fetched_at" TIMESTAMPTZ(3),

    CONSTRAINT "data_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "catalogue_courier" (
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT,
    "homepage" TEXT,
    "phone" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "catalogue_courier_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "story_clock" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "offset_ms" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "story_clock_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "account_shop_domain_key" ON "account"("shop_domain");

-- CreateIndex
CREATE UNIQUE INDEX "connection_account_id_key" ON "connection"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "connection_hook_token_hash_key" ON "connection"("hook_token_hash");

-- CreateIndex
CREATE INDEX "connection_refresh_requested_at_idx" ON "connection"("refresh_requested_at");

-- CreateIndex
CREATE INDEX "session_shop_idx" ON "session"("shop");

-- CreateIndex
CREATE INDEX "inbox_message_state_id_idx" ON "inbox_message"("state", "id");

-- CreateIndex
CREATE INDEX "inbox_message_account_id_state_received_at_idx" ON "inbox_message"("account_id", "state", "received_at");

-- CreateIndex
CREATE UNIQUE INDEX "inbox_message_source_external_id_account_id_key" ON "inbox_message"("source", "external_id", "account_id");

-- CreateIndex
CREATE INDEX "order_account_id_name_key_idx" ON "order"("account_id", "name_key");

-- CreateIndex
CREATE INDEX "order_account_id_email_hash_idx" ON "order"("account_id", "email_hash");

-- CreateIndex
CREATE INDEX "order_account_id_customer_gid_idx" ON "order"("account_id", "customer_gid");

-- CreateIndex
CREATE UNIQUE INDEX "order_account_id_shopify_order_id_key" ON "order"("account_id", "shopify_order_id");

-- CreateIndex
CREATE INDEX "fulfillment_order_id_idx" ON "fulfillment"("order_id");

-- CreateIndex
CREATE UNIQUE INDEX "fulfillment_account_id_shopify_fulfillment_id_key" ON "fulfillment"("account_id", "shopify_fulfillment_id");

-- CreateIndex
CREATE INDEX "fulfillment_parcel_shipment_id_idx" ON "fulfillment_parcel"("shipment_id");

-- CreateIndex
CREATE UNIQUE INDEX "shipment_public_id_key" ON "shipment"("public_id");

-- CreateIndex
CREATE INDEX "shipment_account_id_number_key_idx" ON "shipment"("account_id", "number_key");

-- CreateIndex
CREATE INDEX "shipment_account_id_order_name_key_idx" ON "shipment"("account_id", "order_name_key");

-- CreateIndex
CREATE INDEX "shipment_order_id_idx" ON "shipment"("order_id");

-- CreateIndex
CREATE INDEX "shipment_account_id_customer_email_hash_idx" ON "shipment"("account_id", "customer_email_hash");

-- CreateIndex
CREATE INDEX "shipment_account_id_status_last_event_at_id_idx" ON "shipment"("account_id", "status", "last_event_at" DESC, "id");

-- CreateIndex
CREATE INDEX "shipment_account_id_last_event_at_id_idx" ON "shipment"("account_id", "last_event_at" DESC, "id");

-- CreateIndex
CREATE INDEX "shipment_account_id_created_at_id_idx" ON "shipment"("account_id", "created_at" DESC, "id");

-- CreateIndex
CREATE INDEX "shipment_account_id_updated_at_id_idx" ON "shipment"("account_id", "updated_at", "id");

-- CreateIndex
CREATE INDEX "shipment_account_id_registration_state_created_at_idx" ON "shipment"("account_id", "registration_state", "created_at");

-- CreateIndex
CREATE INDEX "shipment_next_refresh_at_idx" ON "shipment"("next_refresh_at");

-- CreateIndex
CREATE UNIQUE INDEX "shipment_account_id_courier_code_number_key_key" ON "shipment"("account_id", "courier_code", "number_key");

-- CreateIndex
CREATE UNIQUE INDEX "checkpoint_shipment_id_leg_identity_key" ON "checkpoint"("shipment_id", "leg", "identity");

-- CreateIndex
CREATE UNIQUE INDEX "registration_shipment_id_key" ON "registration"("shipment_id");

-- CreateIndex
CREATE INDEX "registration_account_id_state_priority_intent_at_idx" ON "registration"("account_id", "state", "priority", "intent_at");

-- CreateIndex
CREATE INDEX "registration_batch_id_idx" ON "registration"("batch_id");

-- CreateIndex
CREATE INDEX "registration_attempt_registration_id_id_idx" ON "registration_attempt"("registration_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_key_hash_key" ON "api_key"("key_hash");

-- CreateIndex
CREATE INDEX "api_key_account_id_idx" ON "api_key"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "push_address_account_id_url_key" ON "push_address"("account_id", "url");

-- CreateIndex
CREATE INDEX "outbox_message_state_next_attempt_at_idx" ON "outbox_message"("state", "next_attempt_at");

-- CreateIndex
CREATE INDEX "outbox_message_shipment_id_idx" ON "outbox_message"("shipment_id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_message_account_id_kind_dedupe_key_key" ON "outbox_message"("account_id", "kind", "dedupe_key");

-- CreateIndex
CREATE UNIQUE INDEX "courier_rule_account_id_position_key" ON "courier_rule"("account_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "own_carrier_account_id_code_key" ON "own_carrier"("account_id", "code");

-- CreateIndex
CREATE UNIQUE INDEX "saved_view_account_id_page_name_key" ON "saved_view"("account_id", "page", "name");

-- CreateIndex
CREATE INDEX "sync_run_account_id_kind_started_at_idx" ON "sync_run"("account_id", "kind", "started_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "data_request_account_id_external_id_key" ON "data_request"("account_id", "external_id");

-- AddForeignKey
ALTER TABLE "connection" ADD CONSTRAINT "connection_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inbox_message" ADD CONSTRAINT "inbox_message_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order" ADD CONSTRAINT "order_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "fulfillment" ADD CONSTRAINT "fulfillment_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "fulfillment" ADD CONSTRAINT "fulfillment_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "fulfillment_parcel" ADD CONSTRAINT "fulfillment_parcel_fulfillment_id_fkey" FOREIGN KEY ("fulfillment_id") REFERENCES "fulfillment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "fulfillment_parcel" ADD CONSTRAINT "fulfillment_parcel_shipment_id_fkey" FOREIGN KEY ("shipment_id") REFERENCES "shipment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shipment" ADD CONSTRAINT "shipment_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shipment" ADD CONSTRAINT "shipment_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "checkpoint" ADD CONSTRAINT "checkpoint_shipment_id_fkey" FOREIGN KEY ("shipment_id") REFERENCES "shipment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "registration" ADD CONSTRAINT "registration_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "registration" ADD CONSTRAINT "registration_shipment_id_fkey" FOREIGN KEY ("shipment_id") REFERENCES "shipment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "registration_attempt" ADD CONSTRAINT "registration_attempt_registration_id_fkey" FOREIGN KEY ("registration_id") REFERENCES "registration"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "push_address" ADD CONSTRAINT "push_address_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outbox_message" ADD CONSTRAINT "outbox_message_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "courier_rule" ADD CONSTRAINT "courier_rule_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "own_carrier" ADD CONSTRAINT "own_carrier_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "saved_view" ADD CONSTRAINT "saved_view_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_run" ADD CONSTRAINT "sync_run_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "daily_rollup" ADD CONSTRAINT "daily_rollup_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "data_request" ADD CONSTRAINT "data_request_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

