"""The door for clients of OpenAI's chat completions: they are stored in sessions by changing their base URL."""
