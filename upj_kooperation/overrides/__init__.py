"""One file for each ERPNext DocType that the app touches."""
