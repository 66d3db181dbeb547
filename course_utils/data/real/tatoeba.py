"""Tatoeba's English–French sentence pairs: short, everyday, by volunteers.

Source: tatoeba.org (CC BY 2.0 FR, the attribution stands on each line), as the
tab-separated export that manythings.org/anki keeps up to date.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile

from course_utils.data.real.download import DownloadError, RemoteFile, fetch
from course_utils.data.real.tab_separated import Reading, read_tab_separated
from course_utils.language import _

# No checksum: the export is made anew every few weeks. A zip file checks itself.
EXPORT = RemoteFile("https://www.manythings.org/anki/fra-eng.zip", sha256=None)
MEMBER = "fra.txt"


def load_tatoeba(path: str | Path | None = None) -> Reading:
    """Return the pairs, from `path` if it is given, else fetched once and kept.

    `path` is a tab-separated file or a zip file that holds fra.txt. Lines that cannot
    be used are skipped and listed. Raises DownloadError when the network is needed and
    away, or when what came is damaged.
    """
    if path is not None and Path(path).suffix != ".zip":
        return read_tab_separated(path, skip_bad=True)
    archive = fetch(EXPORT) if path is None else Path(path)
    try:
        with TemporaryDirectory() as folder, ZipFile(archive) as packed:
            text = packed.extract(MEMBER, folder)  # raises if its checksum differs
            return read_tab_separated(text, skip_bad=True)
    except KeyError:
        raise ValueError(
            _(
                "{archive} holds no {member}; expected the zip file of {url}.",
                archive=archive,
                member=MEMBER,
                url=EXPORT.url,
            )
        ) from None
    except BadZipFile as error:
        raise DownloadError(
            _(
                "{archive} is not a whole zip file ({error}). Delete it, and the next "
                "try fetches it again.",
                archive=archive,
                error=error,
            )
        ) from error
