"""What `make test` and `make demo` are made of: a bench that is there, services, sites. Standard library only."""
