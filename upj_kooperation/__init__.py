"""Cooperation between municipalities, companies, foundations and nonprofits, beside ERPNext."""

__version__ = "0.1.0"
