"""Demo firm (Musterbetrieb): two invented years of business, to the cent, by seed."""
