-- lookalike-character: SQLite takes it for a blank
SELECT ﻿1
