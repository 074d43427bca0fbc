"""What the gradebook becomes: hours and credit, the record, how the questions do, and what is taken elsewhere."""
