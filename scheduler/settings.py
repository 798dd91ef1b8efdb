"""What an installation can set, read once from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PREFIX = "SEKITORI_"
DEFAULT_BASE_URL = "http://127.0.0.1:8000"
DEFAULT_CALENDAR_FETCHES = 60


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation.

    `database_url` is `sqlite:///…` (the embedded default, below `data_dir`) or `postgresql+psycopg://…`.
    `trusted_proxies` are the addresses of reverse proxies whose X-Forwarded-For is believed.
    `smtp_url`, `mail_from`, `mail_domains`: see scheduler.invitations.server; without the first no mail is sent.
    `calendar_fetches`: how often the bytes of one calendar address may be fetched in a minute; 0 for no limit.
    """

    data_dir: Path
    database_url: str
    jobs_url: str
    base_url: str
    secure_cookies: bool
    trusted_proxies: frozenset[str] = frozenset()
    calendar_fetches: int = DEFAULT_CALENDAR_FETCHES
    smtp_url: str = ""
    mail_from: str = ""
    mail_domains: frozenset[str] = frozenset()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read SEKITORI_DATA_DIR, _DATABASE_URL, _JOBS_URL, _BASE_URL, _SECURE_COOKIES, _TRUSTED_PROXIES,
        _CALENDAR_FETCHES, _SMTP_URL, _MAIL_FROM, _MAIL_DOMAINS.

        Each has a default; proxies and domains are separated by commas.
        """
        values = os.environ if environment is None else environment
        data_dir = Path(values.get(f"{PREFIX}DATA_DIR", "var")).resolve()
        database_url = values.get(f"{PREFIX}DATABASE_URL", f"sqlite:///{data_dir / 'sekitori.db'}")
        base_url = values.get(f"{PREFIX}BASE_URL", DEFAULT_BASE_URL).rstrip("/")
        return cls(
            data_dir=data_dir,
            database_url=database_url,
            # SQLite allows one writer per file: the job engine keeps its own beside the office's.
            jobs_url=values.get(
                f"{PREFIX}JOBS_URL",
                f"sqlite:///{data_dir / 'jobs.db'}" if database_url.startswith("sqlite") else database_url,
            ),
            base_url=base_url,
            # A browser sends no Secure cookie to plain http, which the demonstration on this machine uses.
            secure_cookies=values.get(f"{PREFIX}SECURE_COOKIES", str(base_url.startswith("https://"))).lower()
            in {"1", "true", "yes"},
            trusted_proxies=frozenset(
                address.strip() for address in values.get(f"{PREFIX}TRUSTED_PROXIES", "").split(",") if address.strip()
            ),
            calendar_fetches=int(values.get(f"{PREFIX}CALENDAR_FETCHES", DEFAULT_CALENDAR_FETCHES)),
            smtp_url=values.get(f"{PREFIX}SMTP_URL", ""),
            mail_from=values.get(f"{PREFIX}MAIL_FROM", ""),
            mail_domains=frozenset(
                domain.strip().lower()
                for domain in values.get(f"{PREFIX}MAIL_DOMAINS", "").split(",")
                if domain.strip()
            ),
        )

    @property
    def has_default_address(self) -> bool:
        return self.base_url == DEFAULT_BASE_URL

    def as_environment(self) -> dict[str, str]:
        """The variables from which a child process reads the same settings."""
        return {
            f"{PREFIX}DATA_DIR": str(self.data_dir),
            f"{PREFIX}DATABASE_URL": self.database_url,
            f"{PREFIX}JOBS_URL": self.jobs_url,
            f"{PREFIX}BASE_URL": self.base_url,
            f"{PREFIX}SECURE_COOKIES": str(self.secure_cookies),
            f"{PREFIX}TRUSTED_PROXIES": ",".join(sorted(self.trusted_proxies)),
            f"{PREFIX}CALENDAR_FETCHES": str(self.calendar_fetches),
            f"{PREFIX}SMTP_URL": self.smtp_url,
            f"{PREFIX}MAIL_FROM": self.mail_from,
            f"{PREFIX}MAIL_DOMAINS": ",".join(sorted(self.mail_domains)),
        }
