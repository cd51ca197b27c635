"""Fails unless the browser tests have run, by pytest's report: `python .ci/browsers.py tests.xml`."""

import sys
from xml.etree import ElementTree as ET

cases = [
    case for case in ET.parse(sys.argv[1]).iter("testcase") if case.get("classname", "").startswith("tests.browser.")
]
skipped = [str(case.get("name")) for case in cases if case.find("skipped") is not None]
if skipped or not cases:
    sys.exit(f"the browser tests did not run: {', '.join(skipped) or 'none was found'}")
print(f"{len(cases)} browser tests ran")
