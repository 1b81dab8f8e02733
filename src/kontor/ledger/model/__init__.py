"""Tables, input models and events of the books."""
