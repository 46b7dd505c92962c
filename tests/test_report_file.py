"""Reports are found and read inside their folder only, whatever links, pipes and devices stand in it."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import linked
import pytest
from conftest import ROOT
from linked import SECRET, TEXT, below, link, why

from bot.incoming import Incoming, Intray
from vectorstore.load import find_reports, load_report
from vectorstore.report_file import LEADS_OUT, MAX_DEPTH, file_hash

folder = linked.folder


def test_links_out_of_the_folder_are_named_and_not_followed(folder: Path) -> None:
    link(folder, "file.txt", "../outside/b.txt")
    link(folder, "absolute.md", folder.parent / "outside" / "b.txt")
    link(folder, "sub/linked", "../../outside")
    link(folder, "up", "..")
    link(folder, "over.txt", "sub/linked/b.txt")
    link(folder, "device.txt", "/dev/zero")
    link(folder, "photo.png", "../outside/b.txt")
    link(folder, ".hidden", "../outside")
    names = ["absolute.md", "device.txt", "file.txt", "over.txt", "sub/linked/", "up/"]
    assert find_reports(folder) == sorted(["a.txt", *names])
    assert {name: why(folder, name) for name in names} == dict.fromkeys(names, LEADS_OUT)


@pytest.mark.parametrize("name", ["../outside/a.txt", "sub/../../outside/a.txt", "/etc/passwd", "up/outside/a.txt"])
def test_names_that_lead_out_are_not_read(folder: Path, name: str) -> None:
    link(folder, "up", "..")
    assert why(folder, name) == LEADS_OUT


def test_a_name_that_no_file_can_have(folder: Path) -> None:
    assert why(folder, "a\0.txt") == "no file can have this name"


def test_links_inside_the_folder_give_each_file_once(folder: Path) -> None:
    below(folder, ".data/2024/new.txt")
    below(folder, ".data/2024/old.txt")
    below(folder, ".data/blob", SECRET)
    below(folder, "2023/b.txt")
    link(folder, "a copy.txt", "a.txt")  # a.txt is found itself
    link(folder, "last year", "2023")
    link(folder, "here", ".")
    link(folder, "2023/above", "..")
    link(folder, "now.txt", ".data/2024/new.txt")
    link(folder, "once more.txt", ".data/2024/new.txt")
    link(folder, "this year", ".data/2024")
    link(folder, "named.txt", ".data/blob")
    link(folder, "gone.txt", "nothing")
    link(folder, "round.txt", "round.txt")
    link(folder, "gone.png", "nothing")
    assert find_reports(folder) == [
        *("2023/b.txt", "a.txt", "gone.txt", "named.txt", "now.txt", "round.txt", "this year/old.txt")
    ]
    assert load_report(folder, "named.txt").text == SECRET
    assert load_report(folder, "this year/old.txt").text == TEXT
    assert why(folder, "gone.txt") == "a link to a file that is not there"
    assert why(folder, "round.txt") == "exchanged for something else while it was read"


def test_the_folder_itself_may_be_a_link(folder: Path) -> None:
    below(folder, "sub/b.txt")
    link(folder, "sub/c.txt", folder / "a.txt")
    (folder.parent / "linked").symlink_to(folder)
    assert find_reports(folder.parent / "linked") == ["a.txt", "sub/b.txt"]
    assert load_report(folder.parent / "linked", "sub/b.txt").text == TEXT


def test_pipes_sockets_and_devices_are_not_opened(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    (folder / "folder.txt").mkdir()
    link(folder, "linked.txt", "pipe.txt")
    names = ["folder.txt", "linked.txt", "pipe.txt"]
    with socket.socket(socket.AF_UNIX) as made:
        here = os.getcwd()
        os.chdir(folder)  # the name of a socket must be short
        try:
            made.bind("socket.txt")
        finally:
            os.chdir(here)
        if os.geteuid() == 0 and sys.platform == "linux":
            os.mknod(folder / "device.txt", stat.S_IFCHR, os.makedev(1, 5))
            names.append("device.txt")
        assert find_reports(folder) == ["a.txt"]
        assert {why(folder, name) for name in [*names, "socket.txt"]} == {"not a regular file"}


STRANGE = [
    "水利 工程.txt",
    "two\nlines.txt",
    "\x1b[2Jclear.txt",
    "-rf.txt",
    "'; drop.txt",
    "\N{RIGHT-TO-LEFT OVERRIDE}txt.txt",
    "长" * 83 + ".txt",
    "caf\u00e9.txt",
    "cafe\u0301.txt",
]


def test_strange_names_are_read_as_they_are(folder: Path) -> None:
    written = {name: f"{TEXT}{n}\n" for n, name in enumerate(STRANGE)}
    for name, text in written.items():
        below(folder, name, text)
    if sys.platform == "darwin":  # where a name composed and one decomposed are one file
        written.pop(STRANGE[-2])
    found = {name: load_report(folder, name).text for name in find_reports(folder) if name != "a.txt"}
    assert len(found) == len(written) and set(found.values()) == set(written.values())
    assert sys.platform == "darwin" or found == written


@pytest.mark.skipif(sys.platform != "linux", reason="names of other bytes than UTF-8 exist on Linux only")
def test_a_name_that_is_no_text(folder: Path) -> None:
    path = os.path.join(os.fsencode(folder), "桥".encode("gbk") + b".txt")
    with open(path, "wb") as file:
        file.write(TEXT.encode())
    name = os.fsdecode(os.path.basename(path))
    assert sorted(find_reports(folder)) == sorted(["a.txt", name])
    assert file_hash(folder, name) == sha256(TEXT.encode()).hexdigest()


def test_a_thousand_folders_in_one_another(folder: Path) -> None:
    deepest = os.open(folder, os.O_RDONLY)
    try:
        for depth in range(1000):
            os.mkdir("层层", dir_fd=deepest)
            above, deepest = deepest, os.open("层层", os.O_RDONLY, dir_fd=deepest)
            os.close(above)
            if depth in (MAX_DEPTH - 1, 999):
                with open(os.open("b.txt", os.O_WRONLY | os.O_CREAT, dir_fd=deepest), "wb") as file:
                    file.write(TEXT.encode())
        deep = "层层/" * MAX_DEPTH
        assert find_reports(folder) == ["a.txt", f"{deep}b.txt", f"{deep}层层/"]
        assert load_report(folder, f"{deep}b.txt").text == TEXT
        assert why(folder, f"{deep}层层/") == f"in more than {MAX_DEPTH} folders; put it further up"
    finally:
        os.close(deepest)
        subprocess.run(["rm", "-rf", folder / "层层"], check=True)


FORBIDDEN = """
import os, sys
from pathlib import Path
from vectorstore.errors import ReportUnreadable
from vectorstore.load import find_reports, load_report
folder = Path(sys.argv[1])
for name in find_reports(folder):
    try:
        print(name, load_report(folder, name).text.strip())
    except ReportUnreadable as error:
        print(error)
os.chmod(folder, 0)
try:
    find_reports(folder)
except ReportUnreadable as error:
    print(error)
"""


def test_no_permission(folder: Path) -> None:
    below(folder, "closed/b.txt")
    below(folder, "c.txt").chmod(0)
    (folder / "closed").chmod(0)
    ordinary: list[str] = []
    if os.geteuid() == 0:  # who may read everything, unless this is taken away
        ordinary = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
        if subprocess.run([*ordinary, "true"], capture_output=True).returncode:
            pytest.skip("root may read everything")
    command = [*ordinary, sys.executable, "-c", FORBIDDEN, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    folder.chmod(0o755)
    (folder / "closed").chmod(0o755)
    assert done.stdout.splitlines() == [
        f"a.txt {TEXT.strip()}",
        "c.txt: no permission to read it",
        "closed/: this folder cannot be listed: no permission to read it",
        f"{folder}: this folder cannot be listed: no permission to read it",
    ]


def test_an_upload_is_not_compared_with_what_links_lead_to(folder: Path) -> None:
    link(folder, "b.txt", "../outside/b.txt")
    intray = Intray(folder, folder.parent / "data")
    assert intray.twin(Incoming("x.txt", SECRET.encode())) == ""
    assert intray.twin(Incoming("x.txt", TEXT.encode())) == "a.txt"
