-- empty: nothing to run
/* SELECT 1 */ -- SELECT 2
;
