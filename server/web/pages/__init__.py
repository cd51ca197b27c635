"""The page: how the files below `server/web/page/` are served, and under which policies a browser runs them."""
