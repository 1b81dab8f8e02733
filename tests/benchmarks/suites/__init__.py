"""The suites; each gives `measures(setting)`."""
