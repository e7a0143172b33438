-- syntax: a command of psql
\copy t to '/tmp/x'
