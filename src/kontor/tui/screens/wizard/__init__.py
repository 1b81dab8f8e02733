"""First run (Einrichtung): pages that end in one step, the demo firm, the take-over."""
