-- construct-not-allowed: an array of XML
SELECT '{<a/>}'::xml[]
