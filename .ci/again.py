"""Lists the tests that may be tried a second time, by pytest's report: `python .ci/again.py tests.xml`.

A browser, Node.js, a shell or a terminal on a busy machine is late once in a thousand tests; a second failure counts.
Fails where any other test has failed, those of faults above all, or where more have than chance explains: then there is
nothing to try again.
"""

import sys
from xml.etree import ElementTree as ET

FOREIGN = ("tests.browser.", "tests.clients.", "tests.agents.", "tests.openai.", "tests.previews.", "tests.cli.")
"""Tests in which a program that is not ours takes part."""
MOST = 4

cases = ET.parse(sys.argv[1]).iter("testcase")
failed = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
names = sorted({f"{case.get('classname')}.{case.get('name')}" for case in failed})
ours = [name for name in names if not name.startswith(FOREIGN)]
if ours or not names or len(names) > MOST:
    sys.exit(f"not tried again: {', '.join(ours or names) or 'the run broke off'}")
print("failed at the first try:", *names, sep="\n  ")
