-- Undo: - Remove field age from Student (its values are lost)
ALTER TABLE "student" ADD COLUMN "age" integer NOT NULL;
