"""From words to instants: how `osintkit.clock.stated` reads a written time, step by step.

Its characters are made plain (folding), taken apart into words and numbers (scanning, senses, numerals),
which become dates and clock times (dating, timing, composing, filenames) and stretches of both (windows).
What is open is settled as far as the words do it (settling), zones are resolved (resolving), second clock
times held against the first (agreeing), and the record says it all (telling). Words stand in tables
(words, phrases, towns).
"""
