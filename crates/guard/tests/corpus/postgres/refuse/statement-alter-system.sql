-- not-read-only: does not only read
ALTER SYSTEM SET archive_command = 'id'
