-- select-into: TABLE takes INTO too
TABLE t INTO OUTFILE '/tmp/x'
