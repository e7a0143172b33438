-- not-read-only: may show passwords
SHOW SLAVE HOSTS
