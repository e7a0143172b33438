-- not-read-only: MariaDB has none
TABLE users
