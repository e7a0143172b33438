-- function-not-allowed: a sequence, by its name
SELECT ('orders_seq'::regclass).nextval
