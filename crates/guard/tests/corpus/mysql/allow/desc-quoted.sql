-- n/a: DESCRIBE
DESC `users` `id`
