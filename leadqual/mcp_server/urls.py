"""The address of the Model Context Protocol; it is no operation of the API."""

from django.urls import path

from leadqual.mcp_server.api.streamable_http import McpView

endpoints = [path("mcp", McpView.as_view(), name="mcp")]
