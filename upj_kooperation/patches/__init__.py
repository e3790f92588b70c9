"""One-time changes to the data of existing sites. Each may run twice."""
