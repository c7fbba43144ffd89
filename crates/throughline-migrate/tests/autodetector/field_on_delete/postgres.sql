-- ~ Alter field student of Room (foreign key to Student)
--   It reads all rows; readers and writers wait.
ALTER TABLE "room" DROP CONSTRAINT "room_student_id_fk";
ALTER TABLE "room" ADD CONSTRAINT "room_student_id_fk" FOREIGN KEY ("student_id") REFERENCES "student" ("id") ON DELETE RESTRICT;
