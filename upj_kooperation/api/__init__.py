"""Every whitelisted function: typed, permission-checked, with its HTTP methods."""
