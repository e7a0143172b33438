-- injected: introducers and prefixes
SELECT N'a', n'b', x'41', X'42', b'01', _utf8mb4'x', _binary 'y', 'a' 'b', "c"
