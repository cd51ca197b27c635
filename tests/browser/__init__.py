"""The page and its client in a real browser: Debian's Chromium, driven by Playwright.

All of these tests run in one event loop: so each worker starts one browser, which takes more than a second, and every
test gets a context of its own in it, which takes a fiftieth. The server of a test runs in the same loop, unless it is
one that is killed.
"""
