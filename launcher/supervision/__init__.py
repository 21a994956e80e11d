"""Child processes: started, watched, restarted."""
