"""Addresses of replies."""

from leadqual.replies.api import many_replies, replies, unstored_replies
from leadqual.replies.api import reply_tasks as reply_tasks_api

api = [*replies.api, *many_replies.api, *reply_tasks_api.api, *unstored_replies.api]
