-- not-read-only: does not only read
REASSIGN OWNED BY a TO b
