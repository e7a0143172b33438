-- lookalike-character: in the middle of a text
﻿SELECT 1
