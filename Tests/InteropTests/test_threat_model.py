"""docs/threat-model.md names tests for every attack case and every incident: all of them are there."""

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
DOCUMENT = (REPOSITORY / "docs/threat-model.md").read_text()

# The incidents that the document must answer for; GHSA numbers of one group are known in that form only.
INCIDENTS = """
CVE-2026-97731 CVE-2026-54330 CVE-2026-71191 CVE-2026-71192 CVE-2026-94368 GHSA-94jf-pgr5-43m6 GHSA-g8w9-qw9q-fghr CVE-2026-41145 CVE-2026-40344 CVE-2025-31489 CVE-2021-21390
CVE-2021-21362 CVE-2025-68671 CVE-2015-8466 CVE-2025-65073 CVE-2022-2385 CVE-2020-16250 CVE-2023-43040 CVE-2023-28434 GHSA-w5fh-f8xh-5x3p CVE-2014-0006 CVE-2015-5223 CVE-2024-43784
CVE-2025-62506 CVE-2024-55949 CVE-2024-24747 CVE-2023-25812 CVE-2026-33322 CVE-2024-48916 CVE-2026-54917 CVE-2026-55874 CVE-2026-58372 CVE-2026-72920 CVE-2026-72921 CVE-2026-73080
CVE-2026-55873 CVE-2024-40120 GHSA-8v25-v8p6-qf7v CVE-2026-42882 CVE-2026-26187 CVE-2022-47950 CVE-2026-39414 CVE-2025-27100 CVE-2018-1000538 GHSA-v2ch-c8v8-fgr7 CVE-2022-3854
CVE-2024-47866 CVE-2020-10753 CVE-2021-3524 CVE-2020-1760 CVE-2025-27088 GHSA-v9fg-3cr2-277j GHSA-x5xv-223c-8vm7 CVE-2024-36107 CVE-2026-21862 CVE-2026-39360 CVE-2026-45042 GHSA-333v
GHSA-8cm2 GHSA-r54g GHSA-4rgc-5g6r-2rjf CVE-2023-30610 GHSA-8mxv GHSA-gx4c CVE-2025-68926 GHSA-j59h CVE-2016-0738 CVE-2022-3215 CVE-2023-0040 CVE-2022-24666 CVE-2022-24667
CVE-2022-24668 CVE-2023-44487 CVE-2022-3252
""".split()


def rows(heading: str) -> list:
    """The cells of each row of the table below a heading."""
    part = DOCUMENT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("|")][2:]


def named() -> list:
    return re.findall(r"`([\w./]+\.(?:py|swift))::(\w+)`", DOCUMENT)


def test_all_44_cases_are_answered_with_a_test():
    cases = rows("The 44 attack cases")
    assert [row[0] for row in cases] == [str(number) for number in range(1, 45)]
    for row in cases:
        assert len(row) == 5 and all(row) and re.search("::(test_|[A-Z])", row[4]), row
        assert re.fullmatch("A[0-7](, A[0-7])*", row[1])


def test_every_incident_is_answered_with_a_test():
    incidents = rows("What happened to others")
    told = [identifier for row in incidents for identifier in re.findall(r"(?:CVE-\d{4}-\d+|GHSA(?:-[0-9a-z]{4})+)", row[0])]
    assert sorted(told) == sorted(INCIDENTS)
    assert all("::test_" in row[3] for row in incidents)
    for extra in ("Launchpad 1561199", "72669", "72502", "S3Proxy"):
        assert any(extra in row[0] + row[1] for row in incidents)


def test_every_exception_has_a_test():
    """The rows are those of the closed list in docs/compatibility.md, by their numbers."""
    text = (REPOSITORY / "docs/compatibility.md").read_text().split("\n### What acts without being signed\n")[1].split("\n## ")[0]
    listed = [line.strip("|").split("|")[0].strip() for line in text.splitlines() if line.startswith("|")][2:]
    assert listed == [str(number) for number in range(1, len(listed) + 1)] and len(listed) >= 11
    exceptions = rows("Nothing unsigned steers")
    assert [row[0] for row in exceptions] == listed
    assert all(f"::test_exception_{row[0]}_" in row[2] for row in exceptions)
    tests = (REPOSITORY / "Tests/InteropTests/attacks/test_unsigned.py").read_text()
    assert set(re.findall(r"def (test_exception_\w+)", tests)) == {name for row in exceptions for name in re.findall(r"::(\w+)", row[2])}


@pytest.mark.parametrize("file, name", named(), ids=lambda part: part)
def test_a_named_test_is_there(file, name):
    path = REPOSITORY / file if file.startswith("Tests/") else REPOSITORY / "Tests/InteropTests" / file
    text = path.read_text()
    if file.endswith(".py"):
        assert re.search(rf"^(async )?def {name}\(", text, re.MULTILINE), f"{file} has no test {name}"
    else:
        assert re.search(rf"\b(func|struct) {name}\b", text), f"{file} has no {name}"


def test_what_a_test_is_named_after_is_in_the_document():
    """An incident that a test's name carries has its row."""
    for path in (REPOSITORY / "Tests/InteropTests/attacks").glob("test_*.py"):
        for number in re.findall(r"CVE_(\d{4})_(\d+)", path.read_text()):
            assert "CVE-{}-{}".format(*number) in DOCUMENT, path.name


def test_what_a_test_of_a_case_is_named_after_is_in_the_row_of_the_case():
    cases = {int(row[0]): row[4] for row in rows("The 44 attack cases")}
    tests = REPOSITORY / "Tests/InteropTests"
    for path in tests.rglob("test_*.py"):
        for name, number in re.findall(r"^(?:async )?def (test_attack_(\d\d)_\w+)\(", path.read_text(), re.MULTILINE):
            assert f"`{path.relative_to(tests)}::{name}`" in cases[int(number)] + " ".join(row[3] for row in rows("What happened to others")), name
