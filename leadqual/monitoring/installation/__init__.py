"""The running installation: queues, processes, failed jobs."""
