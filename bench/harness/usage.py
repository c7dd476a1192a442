# usage.py PROGRAM…: runs it, then prints {"seconds", "cpu", "MiB"}: how long it took, user and system seconds of it and
# all of its children, and the most memory that one of them had.
import json
import resource
import subprocess
import sys
import time

began = time.perf_counter()
code = subprocess.run(sys.argv[1:]).returncode
seconds = time.perf_counter() - began
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({'seconds': seconds, 'cpu': used.ru_utime + used.ru_stime, 'MiB': used.ru_maxrss / 1024}))
sys.exit(code)
