"""Faults: parts are killed, servers are away, disks are full, and nothing is lost or doubled.

`make test-faults` runs `python -m tests.faults`; the tests here are single faults and a short run.
"""
