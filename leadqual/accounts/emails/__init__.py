"""Emails about accounts: written from templates, sent by a job."""
