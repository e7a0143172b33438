-- construct-not-allowed: an array by its other name
SELECT '{<a/>}'::_xml
