//! The one command that installs PostgreSQL on this system, for the person who has none.

use std::fs;

const OTHERWISE: &str = "install PostgreSQL 14 to 18 so that `initdb` and `postgres` are on the PATH";

/// System (as `ID` or `ID_LIKE` of os-release name it) and command; the first that fits is taken.
const COMMANDS: [(&str, &str); 6] = [
    ("debian", "apt-get install postgresql"),
    ("ubuntu", "apt-get install postgresql"),
    ("fedora", "dnf install postgresql-server"),
    ("arch", "pacman -S postgresql"),
    ("alpine", "apk add postgresql17"),
    ("suse", "zypper install postgresql-server"),
];

/// What to do, as the end of a sentence.
pub(super) fn how_to_install() -> String {
    let what = if cfg!(target_os = "macos") {
        "run `brew install postgresql@17`".to_owned()
    } else {
        for_system(
            &fs::read_to_string("/etc/os-release").unwrap_or_default(),
            rustix::process::geteuid().is_root(),
        )
    };
    format!("{what}, or set `url` under [database] to use a server")
}

fn for_system(os_release: &str, root: bool) -> String {
    let families: Vec<&str> = os_release
        .lines()
        .filter_map(|line| line.strip_prefix("ID=").or_else(|| line.strip_prefix("ID_LIKE=")))
        .flat_map(|value| value.trim_matches(['"', '\'']).split_whitespace())
        .collect();
    let sudo = if root { "" } else { "sudo " };
    COMMANDS
        .iter()
        .find(|(system, _)| families.contains(system))
        .map_or_else(|| OTHERWISE.to_owned(), |(_, command)| format!("run `{sudo}{command}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_advice_fits_the_system() {
        let rocky = "NAME=\"Rocky Linux\"\nID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n";
        assert_eq!(for_system(rocky, false), "run `sudo dnf install postgresql-server`");
        assert_eq!(for_system("ID=debian\n", true), "run `apt-get install postgresql`");
        assert_eq!(for_system("ID=nixos\n", false), OTHERWISE);
    }
}
