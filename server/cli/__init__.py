"""The command line: it wires everything together, and reads what a person types."""
