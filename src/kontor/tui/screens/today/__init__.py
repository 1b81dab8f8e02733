"""Today (Heute): what must be done now, and the money of the next weeks."""
