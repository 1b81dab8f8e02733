"""Reading one typed line piece by piece; pure."""
