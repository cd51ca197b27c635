"""A live session: its mailbox, its loop, the replies that are being written in it, and who listens."""
