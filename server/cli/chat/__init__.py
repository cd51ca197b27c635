"""`satchel chat`: the link to the server, what was heard, the page that shows it, the person at the keyboard.

    keyboard ──▶ conversation ──▶ link ══ server
                                   │
                 page ◀─ transcript ◀─ frames

The person's side runs on the main thread, where Ctrl-C arrives; link, transcript and page run on a loop beside it.
"""
