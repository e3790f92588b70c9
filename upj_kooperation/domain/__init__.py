"""Rules as pure functions on plain values. Nothing here imports Frappe."""
