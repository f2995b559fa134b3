"""Write osintkit/clock/letters.py: what the tz database calls clocks by letters, since 1970.

``python tests/reference/make_letters.py > letters.py``, then ``ruff format``, with the edition of ``tzdata``
that is installed; numeric names such as ``+04`` are left out, and so is local mean time.
"""

import io
import textwrap
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
STEP = timedelta(days=2)

HEADER = '''"""What the tz database calls clocks by letters, since 1970.

Written by tests/reference/make_letters.py.

From tz database {edition}, which is in the public domain.
"""

LETTERS: dict[str, dict[int, str]] = {{'''

FOOTER = '''}
"""By abbreviation, in capitals, and by seconds ahead of UTC: the zones that ever used it so."""
'''


def main() -> None:
    """Print the module."""
    root = resources.files("tzdata") / "zoneinfo"
    rows = (line.split("\t") for line in (root / "zone1970.tab").read_text("utf-8").splitlines())
    names = sorted({row[2].strip() for row in rows if not row[0].startswith("#")})
    used: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name in [*names, "Etc/UTC"]:
        rules = ZoneInfo.from_file(io.BytesIO((root / name).read_bytes()), key=name)
        found = set()
        moment = FIRST
        while moment < LAST:
            local = moment.astimezone(rules)
            found.add((local.tzname() or "", round((local.utcoffset() or timedelta(0)).total_seconds())))
            moment += STEP
        for called, ahead_s in found:
            if called.isalpha() and called != "LMT":
                used[called.upper()][ahead_s].append(name)
    edition = (root / "tzdata.zi").read_text("utf-8").split("\n", 1)[0].rpartition(" ")[2]
    print(HEADER.format(edition=edition))
    for called, offsets in sorted(used.items()):
        print(f'    "{called}": {{')
        for ahead_s, zones in sorted(offsets.items()):
            lines = textwrap.wrap(" ".join(zones), 90, drop_whitespace=False, break_on_hyphens=False)
            print(f"        {ahead_s}: (" + "\n".join(f'            "{line}"' for line in lines) + "),")
        print("    },")
    print(FOOTER)


if __name__ == "__main__":
    main()
