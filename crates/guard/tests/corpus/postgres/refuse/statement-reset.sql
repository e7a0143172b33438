-- not-read-only: does not only read
RESET ALL
