-- injected: a whole table
TABLE ONLY users
