"""Appointments on paper of other programs: iCalendar files, and mails that carry them."""
