-- construct-not-allowed: CAST as a function
SELECT CAST('<a>' || '</a>' AS pg_catalog.xml)
