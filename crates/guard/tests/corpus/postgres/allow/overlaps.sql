-- injected: OVERLAPS calls a function
SELECT (date '2020-01-01', date '2020-02-01') OVERLAPS (date '2020-01-15', interval '1 day')
