"""Campaigns, verdicts, embeddings, the queue and recommendations."""
