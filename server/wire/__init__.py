"""What crosses a door: commands in, frames (replies and events) and resources out, and their encodings."""
