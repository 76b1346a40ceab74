-- Both were counted by the story clock, which the sandbox may have moved days ahead.
UPDATE "connection" SET "next_call_at" = LEAST("next_call_at", now());
UPDATE "api_key" SET "rate_tat" = NULL;
