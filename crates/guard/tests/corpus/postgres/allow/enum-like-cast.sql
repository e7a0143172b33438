-- injected: types of users are cast to
SELECT '(1,a,2)'::public."Order Items"
