-- not-read-only: shows what others wrote
SHOW BINLOG EVENTS
