-- construct-not-allowed: declares entities
SELECT xml '<!DOCTYPE a><a/>'
