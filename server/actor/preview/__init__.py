"""Pictures of pages, made by a browser that reaches nothing but the page."""
