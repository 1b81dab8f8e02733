"""Files from outside: mails that belong to cases."""
