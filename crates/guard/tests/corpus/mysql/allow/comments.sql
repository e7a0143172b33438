-- injected: all kinds
SELECT /* a */ 1 -- b
, 2 # c
, 3 --
, 4 /**/ , 5 /*/ */
