-- not-read-only: the plan of somebody else's statement
EXPLAIN FOR CONNECTION 5
