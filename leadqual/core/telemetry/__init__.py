"""What operators see from outside: metrics, running processes, traces, error reports."""
