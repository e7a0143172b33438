-- not-read-only: does not only read
DISCARD ALL
