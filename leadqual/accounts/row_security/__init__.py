"""Row-level security of Postgres: what each table shows to requests of a workspace."""
