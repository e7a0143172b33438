-- injected: XML that declares nothing
SELECT '<a>1</a>'::xml, xml '<b/>', xmlparse(content '<c/>'), NULL::xml
