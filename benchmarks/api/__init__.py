"""Speed of the REST API beside a bare Django view."""
