"""The REST door: a table of method, path and command, and what turns a request into a command and a frame into a
response. Knows no SQL and no storage: every row ends in `host.ask` or `host.ask_account`."""
