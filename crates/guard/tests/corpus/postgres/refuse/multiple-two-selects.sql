-- multiple-statements: two statements that only read are still two
SELECT 1;
SELECT 2;
