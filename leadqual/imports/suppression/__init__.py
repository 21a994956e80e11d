"""Suppression lists: files of people who must not be contacted."""
