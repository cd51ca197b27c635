"""What every actor's handlers share: who asks, what a handler may know, what it gives back. Knows no kind of file."""
