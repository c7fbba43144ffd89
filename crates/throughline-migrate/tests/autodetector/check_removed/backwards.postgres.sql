ALTER TABLE "student" ADD CONSTRAINT "named" CHECK (NOT ("name" = ''));
