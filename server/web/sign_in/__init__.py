"""Sign-in: who asks, by the token that comes with a request. It knows no session."""
