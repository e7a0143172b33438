-- not-read-only: shows password hashes
SHOW CREATE USER root@localhost
