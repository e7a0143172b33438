-- not-read-only: closes a file
DETACH main
