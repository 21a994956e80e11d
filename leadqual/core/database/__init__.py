"""A Postgres backend whose statements see the rows of one workspace while a request asks."""
