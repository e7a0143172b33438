-- not-read-only: does not only read
ALTER ROLE ro SUPERUSER
