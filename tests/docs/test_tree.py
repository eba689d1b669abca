"""What stands in no file of the project, and what its license, notice and changelog have to say."""

from __future__ import annotations

import re
from importlib import metadata

import pytest

from tests.docs.pages import ROOT, files_of_the_project

# Written with a gap (°), so that this file does not hold what it looks for.
_NOWHERE = {
    "a path of somebody's machine": r"(?<![\w./<>{}*:])/(?:wo°rk|ro°ot|ho°me/[a-z]\w*|Us°ers)/",
    "the host of a registry": r"(?:python°hosted|py°pi|npm°js)\.\w|(?:docker|gh°cr|qu°ay)\.°io",
    "the address of an index": r"--(?:extra-)?index-°url[= ]\S|--trusted-°host",
    "an unfinished thought": r"\b(?:TO°DO|FIX°ME)\b",
}
_COPYLEFT = re.compile(r"\b(?:L?GPL|AGPL|MPL|EUPL)|General Public|Mozilla Public")


@pytest.mark.parametrize(("what", "pattern"), _NOWHERE.items(), ids=_NOWHERE)
def test_no_file_holds(what: str, pattern: str) -> None:
    looked_for = re.compile(pattern.replace("°", "").encode())
    assert [
        f"{path.relative_to(ROOT)}: {found[0].decode()}"
        for path in files_of_the_project()
        if (found := looked_for.search(path.read_bytes()))
    ] == []


def test_the_notice_names_every_library_that_asks_for_more_than_its_own_text() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    installed = re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==", lock, re.MULTILINE)
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    named = re.findall(r"^  ([a-z].*?) {3,}\S", notice, re.MULTILINE)
    assert sorted(word for line in named for word in re.split(r", ", line)) == sorted(
        filter(_asks, installed)
    )


def _asks(name: str) -> bool:
    try:
        facts = metadata.metadata(name)
    except metadata.PackageNotFoundError:  # for another system than this one
        return False
    stated = [*(facts.get_all("License-Expression") or ()), *(facts.get_all("License") or ())]
    first_lines = [text.partition("\n")[0] for text in stated]  # some state the whole text
    return any(_COPYLEFT.search(each) for each in [*first_lines, *(facts.get_all("Classifier") or ())])


def test_the_license_is_the_one_that_the_package_states() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert ("Apache License" in text, "Version 2.0, January 2004" in text) == (True, True)
    assert 'license = "Apache-2.0"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_the_changelog_tells_of_this_version() -> None:
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version is not None
    assert f"## [{version[1]}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
