-- n/a: a setting of two words
SHOW transaction isolation level;
