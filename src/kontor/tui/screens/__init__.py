"""Screens: the four base kinds (list, detail, form, report), dialogs, help, and the views."""
