"""The server as a client meets it over REST, through a real socket."""
