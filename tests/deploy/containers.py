"""Builds the Dockerfile by Buildah on a stand-in for its base image, and runs what comes out.

Registries of images are out of reach of tests. The stand-in is Debian's minimal root of the same
release with a Python of this machine; everything else is the Dockerfile, step by step.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

PROGRAMS = ("buildah", "mmdebstrap", "unshare", "nsenter")
ROOT = Path(__file__).parents[2]
_LIBRARIES = (
    "ca-certificates", "netbase", "tzdata", "libbz2-1.0", "libexpat1", "libffi8", "liblzma5",
    "libreadline8", "libsqlite3-0", "libssl3", "libuuid1", "zlib1g",
)  # fmt: skip
"""What the base image has beside the bare system."""
_CERTIFICATES = Path("/etc/ssl/certs")
"""Of this machine: it may reach registries only through a proxy."""


def base_of(dockerfile):
    """Name of the base image, its Python and its release of Debian."""
    name = re.search(r"^ARG BASE=(\S+)$", dockerfile, re.MULTILINE)[1]
    python, release = re.fullmatch(r"python:(3\.\d+)-slim-(\w+)", name).groups()
    return name, python, release


class Builder:
    """Buildah with a store of its own, which is thrown away."""

    def __init__(self, folder):
        self._folder = folder
        self._buildah = ["buildah", "--root", folder / "store", "--runroot", folder / "run"]

    def __call__(self, *arguments):
        done = subprocess.run([*self._buildah, *arguments], stdout=subprocess.PIPE, check=True)
        return done.stdout.decode().strip()

    def make_base(self, name, python, release):
        """Make the stand-in."""
        prefix = _prefix_of(python)
        bundled = () if prefix else ("python3", "python3-pip", "python3-venv")
        packages = ",".join((*_LIBRARIES, *bundled))
        container = self("from", "scratch")
        root = Path(self("mount", container))
        debian = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={packages}"]
        subprocess.run([*debian, release, root], check=True)
        local = root / "usr/local"
        if prefix:
            _copy_python(prefix, local)
            subprocess.run(["chroot", root, "ldconfig"], check=True)
            (local / "bin/python").unlink(missing_ok=True)
            (local / "bin/python").symlink_to(f"python{python}")
        else:
            (local / "bin/python").symlink_to("/usr/bin/python3")
        self("commit", "--quiet", "--disable-compression", container, name)
        self("rm", container)

    def build(self, name):
        """Build the Dockerfile of the repository."""
        trust = f"{_CERTIFICATES}:{_CERTIFICATES}:ro"
        volumes = ("--volume", trust) if _CERTIFICATES.is_dir() else ()
        options = ("--isolation=chroot", "--network=host", "--pull-never", "--format=docker")
        self("bud", *options, *volumes, "--quiet", "--tag", name, ROOT)

    def config(self, name):
        """What the image says of how it wants to be run."""
        return json.loads(self("inspect", "--type=image", name))["Docker"]["config"]

    @contextlib.contextmanager
    def mounted(self, name):
        """Files of the image."""
        container = self("from", "--pull-never", name)
        try:
            yield Path(self("mount", container))
        finally:
            self("rm", container)

    def throw_away(self):
        """Let go of the store."""
        shutil.rmtree(self._folder)


def _prefix_of(python):
    # On the path there may be a mere pointer of a version manager.
    managed = sorted(Path.home().glob(f".pyenv/versions/{python}.*/bin/python{python}"))
    for program in (sys.executable, f"/usr/local/bin/python{python}", *managed):
        ask = "import sys; print(*sys.version_info[:2], sep='.'); print(sys.base_prefix)"
        if not Path(program).exists():
            continue
        done = subprocess.run([program, "-c", ask], capture_output=True, text=True, check=True)
        version, prefix = done.stdout.split()
        if version == python and prefix != "/usr":
            return Path(prefix)
    return None


def _copy_python(prefix, target):
    """As it is in the base image: without its own tests, libraries to link with, and packages."""
    left_out = shutil.ignore_patterns("test", "tests", "*.a", "__pycache__", "idlelib", "include")
    shutil.copytree(prefix, target, symlinks=True, ignore=left_out, dirs_exist_ok=True)
    for packages in target.glob("lib/python3.*/site-packages"):
        for each in packages.iterdir():
            if not each.name.startswith("pip"):
                shutil.rmtree(each) if each.is_dir() else each.unlink()


_INSIDE = """
set -e
mount --bind "$0" "$0"
mount -t proc proc "$0/proc"
mount --rbind /dev "$0/dev"
mount -t tmpfs -o mode=1777 tmpfs "$0/tmp"
mount --bind "$1" "$0/data"
mount -o remount,bind,ro "$0"
root=$0
shift
exec chroot "$root" "$@"
"""


class Container:
    """A command of an image: read-only but for /tmp and /data, without rights, as process 1."""

    def __init__(self, root, config, data, settings):
        self._config = config
        given = [f"{name}={value}" for name, value in settings.items()]
        self._within = [*_as_user(config["User"]), "env", "-i",
                        f"--chdir={config['WorkingDir']}", *config["Env"], *given]  # fmt: skip
        self._process = subprocess.Popen(
            ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", _INSIDE, root,
             data, *self._within, *config["Cmd"]],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self.pid = self._first_within()

    def _first_within(self):
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        while not (found := children.read_text().split()):
            time.sleep(0.01)
        return int(found[0])

    def run(self, *command):
        """Run a command beside it, as ``docker exec`` does."""
        enter = ["nsenter", f"--target={self.pid}", "--mount", "--pid", "--root"]
        return subprocess.run(
            [*enter, *self._within, *command], capture_output=True, text=True, timeout=180,
            check=False,
        )  # fmt: skip

    def status(self, name):
        """A line of what the kernel tells of it."""
        told = Path(f"/proc/{self.pid}/status").read_text()
        return re.search(rf"^{name}:\s+(.*)$", told, re.MULTILINE)[1]

    def wait_until_healthy(self, longest_s):
        """Ask its own check, as often as it takes; how long that was. [s]"""
        kind, *command = self._config["Healthcheck"]["Test"]
        assert kind == "CMD"
        began = time.monotonic()
        while (done := self.run(*command)).returncode:
            assert self._process.poll() is None, self._process.stdout.read()
            assert time.monotonic() - began < longest_s, done.stderr
            time.sleep(0.2)
        return time.monotonic() - began

    def stop(self, signal_number):
        """Send it a signal; its exit status and what it printed."""
        os.kill(self.pid, signal_number)
        printed, _ = self._process.communicate(timeout=180)
        return self._process.returncode, printed

    def end(self):
        """Stop it whatever it does."""
        self._process.kill()
        self._process.stdout.close()
        self._process.wait()


def _as_user(user):
    uid, gid = user.split(":")
    return ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups", "--inh-caps=-all",
            "--bounding-set=-all", "--no-new-privs"]  # fmt: skip
