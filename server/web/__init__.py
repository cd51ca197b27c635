"""The doors. Each turns its input into a command, asks the host, and turns the answer into its own form."""
