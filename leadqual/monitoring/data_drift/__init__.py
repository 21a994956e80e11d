"""Is what comes in still like what the models learned from?"""
