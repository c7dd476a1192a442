# logs.py SECONDS FOLDER ripgrep|lnav: as bench/log_view/log_view_bench.cpp literal and histogram, on the log that it has made.
# lnav prints no histogram: it reads the log into its index and counts the entries by level.
import os
import resource
import subprocess
import sys
import time

seconds, folder, peer = float(sys.argv[1]), sys.argv[2], sys.argv[3]
log = 'build/bench-logs/app-%d.log' % (16 if seconds < 2 else 1024)
commands = {
    'ripgrep': ['rg', '-c', 'terminating', log],
    'lnav': ['lnav', '-n', '-N', '-c', ';SELECT log_level, count(*) AS n FROM all_logs GROUP BY log_level', '-c', ':write-csv-to -', log],
}
expected = {'ripgrep': b'', 'lnav': b'\ninfo,'}
os.makedirs(folder, exist_ok=True)
best = 0
began = time.perf_counter()
while best == 0 or time.perf_counter() - began < seconds:
    start = time.perf_counter()
    printed = subprocess.run(commands[peer], stdout=subprocess.PIPE, check=True, env={**os.environ, 'HOME': folder}).stdout
    best = max(best, os.path.getsize(log) / (time.perf_counter() - start))
    assert expected[peer] in printed and len(printed) > 1, printed
print('bytes', round(best))
if peer == 'lnav':
    print('MiB', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
