"""Pure rules of reminders, interest, limitation and risk: values in, values out."""
