-- select-into: keywords have no case
sElEcT 1 iNtO oUtFiLe '/tmp/x'
