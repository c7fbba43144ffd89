-- ~ Alter field owner of Room (foreign key to Course)
--   It reads all rows; readers and writers wait.
ALTER TABLE `room` DROP FOREIGN KEY `room_owner_id_fk`;
ALTER TABLE `room` ADD CONSTRAINT `room_owner_id_fk` FOREIGN KEY (`owner_id`) REFERENCES `course` (`id`) ON DELETE CASCADE;
