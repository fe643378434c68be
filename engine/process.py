"""What this process has used so far: time."""

from __future__ import annotations

import os
import time
from pathlib import Path


def milliseconds_since_process_start() -> float:
    """Give the age of this process; where the system does not tell, the time since Python began to run our code."""
    try:
        # Field 22 of /proc/self/stat: start time in clock ticks since boot. The name in field 2 may hold blanks.
        fields = Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()
        started_s = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        return (time.clock_gettime(time.CLOCK_BOOTTIME) - started_s) * 1000
    except (OSError, AttributeError, ValueError, IndexError):
        return time.process_time() * 1000
