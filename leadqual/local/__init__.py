"""Postgres with pgvector, Redis and the parts of LeadQual on one machine, from wheels alone."""

from leadqual.local.errors import LocalError
from leadqual.local.postgres import start_postgres
from leadqual.local.redis import start_redis
from leadqual.local.servers import Server
from leadqual.local.throwaway import Servers, throwaway_servers

__all__ = ["LocalError", "Server", "Servers", "start_postgres", "start_redis", "throwaway_servers"]
