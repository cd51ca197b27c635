"""What the API says of itself: the OpenAPI and the AsyncAPI document, made from the table and the structs, and a page
that shows them."""
