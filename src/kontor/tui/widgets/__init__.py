"""Widgets of the screen: table, form, report, frame. Text reaches them only through `tui.text`."""
