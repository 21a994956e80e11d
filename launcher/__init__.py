"""Postgres with pgvector, Redis and the parts of LeadQual on one machine, from wheels alone.

For tests: `throwaway.throwaway_servers(folder)`, `postgres.start_postgres(folder)`,
`redis.start_redis(folder)`. For people: `leadqual up`, `stop` and `status` (`up.py`).
"""
