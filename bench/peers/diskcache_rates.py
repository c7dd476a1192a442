# diskcache_rates.py SECONDS FOLDER [files]: as bench/file_cache/rates.cpp, with python3-diskcache as it is by default (values
# in SQLite), or with each value in a file.
import sys
import time

import diskcache

seconds, folder = float(sys.argv[1]), sys.argv[2]
entries = 500 if seconds < 1 else 10_000  # a look
bodies = [(b'%08d' % i).ljust(4096, bytes([97 + i % 26])) for i in range(entries)]
options = {'disk_min_file_size': 0} if sys.argv[3:] == ['files'] else {}
cache = diskcache.Cache(folder, **options)


def measure(what, work):
    began = time.perf_counter()
    done = 0
    while time.perf_counter() - began < seconds:
        for _ in range(100):
            work(done % entries)
            done += 1
    print(what, round(done / (time.perf_counter() - began)))


def set_one(i):
    assert cache.set(f'key {i}', bodies[i], expire=3600)


def get_one(i):
    assert cache.get(f'key {i}') == bodies[i]


def miss_one(i):
    assert cache.get(f'missing {i}') is None


with cache.transact():
    for number in range(entries):
        set_one(number)
measure('set', set_one)
measure('get', get_one)
measure('miss', miss_one)
