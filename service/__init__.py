"""Everything of Solferol that touches the world: HTTP, providers, settings, the command line."""

import os

# Many small matrix products on one core each: threads would cost twice the processor time and gain
# nothing. It works as long as numpy is not imported yet.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
