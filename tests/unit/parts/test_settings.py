"""The table of settings: defaults, what is accepted, what is refused and how that is said."""

import dataclasses
from pathlib import Path

import pytest

from dashboard.errors import SettingsError
from dashboard.settings import Settings, child_environment, from_environment, load, misspelt
from dashboard.settings_table import SETTINGS


class TestDefaults:
    """What holds when nothing is set."""

    def test_everything_has_one(self) -> None:
        """An empty environment gives a system for one machine, kept in ./var."""
        settings = load({})
        assert settings.data_dir == Path("var").absolute()
        assert settings.database_url == f"sqlite:///{settings.data_dir}/grid.sqlite3"
        assert settings.web_database_url == f"sqlite:///{settings.data_dir}/web.sqlite3"
        assert settings.redis_url is None
        assert (settings.host, settings.port, settings.shards) == ("127.0.0.1", 8050, 16)
        assert settings.zone.key == "Asia/Shanghai"

    def test_an_empty_value_counts_as_unset(self) -> None:
        """As compose files and unit files leave it."""
        assert load({"GRID_PORT": " ", "GRID_REDIS_URL": ""}) == load({})

    def test_databases_lie_in_the_data_directory(self, tmp_path: Path) -> None:
        """One variable moves everything."""
        assert load({"GRID_DATA_DIR": str(tmp_path)}).database_url == f"sqlite:///{tmp_path}/grid.sqlite3"

    def test_each_row_of_the_table_is_a_field(self) -> None:
        """The table and the dataclass say the same."""
        names = [setting.name.removeprefix("GRID_").lower() for setting in SETTINGS]
        assert sorted(names) == sorted(field.name for field in dataclasses.fields(Settings))


class TestValues:
    """What a variable may hold."""

    @pytest.mark.parametrize("bare", ["postgres://u:p@h/grid", "postgresql://u:p@h/grid"])
    def test_a_postgresql_url_gets_the_driver_that_is_installed(self, bare: str) -> None:
        """People write it without."""
        assert load({"GRID_DATABASE_URL": bare}).database_url == "postgresql+psycopg://u:p@h/grid"

    def test_shards_are_numbers_and_spans(self) -> None:
        """In order, each once."""
        assert load({"GRID_PROJECT_SHARDS": "4, 0-2,1"}).project_shards == (0, 1, 2, 4)

    def test_a_secret_may_stand_in_a_file(self, tmp_path: Path) -> None:
        """As containers hand them over; a value beside it goes first, and a file that is not there is told of."""
        file = tmp_path / "key"
        file.write_text("from-a-file\n")
        given = {"GRID_API_KEY_FILE": str(file)}
        assert load(given).api_key == "from-a-file"
        assert load({**given, "GRID_API_KEY": "x"}).api_key == "x"
        assert misspelt(given) == []
        with pytest.raises(SettingsError, match="GRID_API_KEY_FILE cannot be read"):
            load({"GRID_API_KEY_FILE": str(tmp_path / "none")})

    def test_pairs_keep_their_order(self) -> None:
        """The first role that fits is taken."""
        given = load({"GRID_OIDC_ROLES": "leaders=viewer, duty = officer"})
        assert given.oidc_roles == (("leaders", "viewer"), ("duty", "officer"))
        assert load(child_environment(given, "unix:///x")).oidc_roles == given.oidc_roles

    def test_a_choice_ignores_case(self) -> None:
        """INFO is info."""
        assert load({"GRID_LOG_LEVEL": "WARNING"}).log_level == "warning"

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("GRID_PORT", "80a"),
            ("GRID_PUBLIC_URL", "grid.example.org"),
            ("GRID_PUBLIC_URL", "https://grid.example.org/?x=1"),
            ("GRID_OIDC_ROLES", "leaders"),
            ("GRID_SECRET_KEY", "short"),
            ("GRID_PORT", "65536"),
            ("GRID_PORT", "-1"),
            ("GRID_SHARDS", "0"),
            ("GRID_SHARDS", "1_6"),
            ("GRID_PROJECT_SHARDS", "a-b"),
            ("GRID_PROJECT_SHARDS", "0-"),
            ("GRID_PROJECT_SHARDS", "0-99999999999"),
            ("GRID_TIMEZONE", "Asia/Kunming"),
            ("GRID_TIMEZONE", "../etc/passwd"),
            ("GRID_LOG_FORMAT", "xml"),
            ("GRID_REDIS_URL", "http://h"),
            ("GRID_DATABASE_URL", "mysql://u:hunter2@h/d"),
        ],
    )
    def test_what_cannot_be_used_names_its_variable_in_one_line(self, name: str, value: str) -> None:
        """And exits with the status for wrong usage."""
        with pytest.raises(SettingsError, match=rf"^{name} .*;") as caught:
            load({name: value})
        assert caught.value.exit_code == 2
        assert "\n" not in str(caught.value)
        assert "hunter2" not in str(caught.value)


def test_a_command_may_have_defaults_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is set in the environment goes before them; an empty variable is not set."""
    monkeypatch.setenv("GRID_DATA_DIR", "")
    monkeypatch.setenv("GRID_PORT", "9000")
    settings = from_environment({"GRID_DATA_DIR": str(tmp_path), "GRID_PORT": "1"})
    assert (settings.data_dir, settings.port) == (tmp_path, 9000)


def test_a_misspelt_variable_is_noticed() -> None:
    """It would be ignored in silence otherwise."""
    found = misspelt({"GRID_SHARD": "8", "GRID_PORT": "1", "HOME": "/"})
    assert found == ["GRID_SHARD is not a setting; did you mean GRID_SHARDS?"]


def test_a_child_gets_the_same_settings_spelt_out(tmp_path: Path) -> None:
    """Also when it starts elsewhere; only the server's URL is now explicit."""
    settings = load(
        {"GRID_DATA_DIR": str(tmp_path), "GRID_PORT": "0", "GRID_GEO_DIR": "geo", "GRID_PROJECT_SHARDS": "0-2,5"}
    )
    environment = child_environment(settings, "unix:///s")
    assert load(environment) == dataclasses.replace(settings, redis_url="unix:///s")
    assert environment["PATH"]
