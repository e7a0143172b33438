-- not-read-only: a command of the mysql program
DELIMITER //
