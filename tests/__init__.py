"""What holds before anything is imported, and in all processes that tests start."""

import os

# the machine's cores are shared out to the tests already, and threads that wait for each other take twice the time
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
