"""A filled workspace to try everything on."""
