"""Inbound leads: people who ask by a form or the API, classified, scored and routed to an owner."""
