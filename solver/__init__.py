"""The mathematics: problems in, plans out; knows no database, no web, no policy and not the hour."""

import os

# Parts of a problem are what is solved side by side.  The many small products within one become ten times
# slower when a library spreads each of them over all processors; it reads this when it is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
