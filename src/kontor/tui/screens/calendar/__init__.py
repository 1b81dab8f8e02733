"""Appointments on the screen: day, week, crew, month, agenda; absences and tasks."""
