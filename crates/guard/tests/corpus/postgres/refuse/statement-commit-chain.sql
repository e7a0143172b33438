-- not-read-only: does not only read
COMMIT AND CHAIN
