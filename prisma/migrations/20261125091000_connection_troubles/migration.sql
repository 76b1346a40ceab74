-- AlterEnum
ALTER TYPE "connection_state" ADD VALUE 'unreadable';
ALTER TYPE "connection_state" ADD VALUE 'refused';
ALTER TYPE "connection_state" ADD VALUE 'too_fast';
