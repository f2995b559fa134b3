"""Is a file on a disk of this machine, or on one that other machines write to as well?

SQLite's write-ahead log needs memory that all its users share, which no network file system offers.
"""

import re
import sys
from pathlib import Path

_MOUNTS = Path("/proc/self/mounts")
_SHARED = re.compile(
    r"nfs\d?|cifs|smb\w*|9p|afs|afpfs|ncpfs|ceph|lustre|gpfs|ocfs2|gfs2|beegfs\w*|glusterfs"
    r"|vboxsf|vmhgfs|prl_fs|virtiofs|drvfs|davfs\d?|webdav"
    r"|fuse\.(sshfs|rclone|glusterfs|ceph\w*|s3fs|gcsfuse|davfs\d?|smbnetfs|gvfsd-fuse|vmhgfs-fuse|juicefs|mergerfs)"
)
_OCTAL = re.compile(r"\\([0-7]{3})")


def mounts() -> str:
    """What is mounted where, in the format of Linux's ``/proc/mounts``; empty where there is none."""
    if not sys.platform.startswith("linux"):
        return ""
    try:
        return _MOUNTS.read_text("utf-8", "surrogateescape")
    except OSError:
        return ""


def is_shared(path: str, mounted: str) -> bool:
    r"""Whether this path is on a network share or a folder shared with another system.

    Args:
        path: absolute, links resolved; one that begins with ``\\`` is a share of Windows.
        mounted: lines of device, folder, type, as `mounts` gives them.
    """
    if path.startswith(("\\\\", "//")):
        return True
    kind, longest = "", -1
    for line in mounted.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        folder = _OCTAL.sub(lambda code: chr(int(code[1], 8)), fields[1]).rstrip("/")
        inside = path == folder or path.startswith(f"{folder}/")
        if inside and len(folder) >= longest:  # of two on one folder, the later hides the earlier
            kind, longest = fields[2], len(folder)
    return _SHARED.fullmatch(kind) is not None
