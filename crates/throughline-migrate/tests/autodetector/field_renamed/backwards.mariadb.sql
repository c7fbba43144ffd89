-- Undo: ~ Rename field name of Student to full_name
ALTER TABLE `student` RENAME COLUMN `full_name` TO `name`;
