"""What django-allauth asks of the product: signing in, second factors, single sign-on."""
