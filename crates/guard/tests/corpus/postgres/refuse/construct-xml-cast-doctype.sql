-- construct-not-allowed: declares entities
SELECT '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'::xml
