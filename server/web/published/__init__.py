"""Published sites, under an origin that can do nothing with the application's."""
