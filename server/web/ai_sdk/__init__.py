"""The AI SDK's door: what `useChat` sends and hears, unmodified. It translates, and knows nothing of storage."""
