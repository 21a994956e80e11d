"""A person is found, exported and erased: everything that is held of them, everywhere."""
