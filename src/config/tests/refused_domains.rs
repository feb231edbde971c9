//! `accounts.refused_domains`, here or in a file.

use super::*;
use crate::foundation::Email;

fn with(accounts: &str) -> String {
    format!("{FILE}\n[accounts]\n{accounts}\n")
}

fn in_file(list: &str) -> (Written, String) {
    let file = Written::new("disposable.txt", list);
    let settings = with(&format!("refused_domains_file = {:?}", file.0));
    (file, settings)
}

/// The one problem of settings with this list.
#[track_caller]
fn problem_of(list: &str) -> String {
    let (_file, settings) = in_file(list);
    let problems = problems(&settings, &[]);
    assert_eq!(problems.len(), 1, "{problems:#?}");
    problems[0].clone()
}

#[test]
fn a_domain_is_refused_with_its_subdomains_and_no_other_is() {
    let list = "# A list.\r\n\nMailinator.com # the first of them\n  bücher.example  \nxn--mller-kva.example\na.b.example\n";
    let (_file, settings) = in_file(list);
    let refused = load_with(&settings, &[]).unwrap().accounts.refused_domains;
    assert_eq!(refused.count(), 4);
    let covers = |address: &str| refused.cover(&Email::parse(address).unwrap());
    for address in [
        "ada@mailinator.com",
        "ADA@MAILINATOR.COM",
        "ada@eu.mailinator.com",
        "ada@a.b.c.mailinator.com",
        "ada@bücher.example",
        "ada@xn--bcher-kva.example",
        "ada@MÜLLER.example",
        "ada@a.b.example",
    ] {
        assert!(covers(address), "{address}");
    }
    for address in [
        "ada@notmailinator.com",
        "ada@mailinator.com.example",
        "ada@mailinator.co",
        "mailinator.com@example.com",
        "ada@b.example",
        "ada@bucher.example",
    ] {
        assert!(!covers(address), "{address}");
    }
}

#[test]
fn a_list_stands_in_the_settings_in_a_file_or_in_a_variable() {
    let count = |text: &str, variables: &[(&str, &str)]| {
        load_with(text, variables).unwrap().accounts.refused_domains.count()
    };
    let (_file, settings) = in_file("a.example\nb.example\nb.example\n");
    assert_eq!(count(FILE, &[]), 0);
    assert_eq!(count(&settings, &[]), 2);
    assert_eq!(count(&with("refused_domains = [\"a.example\", \"A.example\"]"), &[]), 1);
    let variable = ("VESTIBULE_ACCOUNTS__REFUSED_DOMAINS", "a.example, b.example, c.example");
    assert_eq!(count(&settings, &[variable]), 3);
}

#[test]
fn what_is_wrong_with_a_list_is_told_with_its_line() {
    let expected = "expected what stands behind the @ of an address, such as acme.example";
    let in_line = |line: usize| format!(":25, accounts.refused_domains_file: line {line}: {expected}");
    assert_eq!(problem_of("a.example\n\n# b\nhunter2\nhunter3"), in_line(4));
    for line in ["*.example.com", ".example.com", "a@example.com", "a.example, b.example", "127.0.0.1"] {
        assert_eq!(problem_of(&format!("a.example\n{line}\n")), in_line(2), "{line}");
    }
    assert_eq!(
        problems(&with("refused_domains = [\"a.example\", \"@b.example\"]"), &[]),
        [format!(":25, accounts.refused_domains[1]: {expected}")]
    );
    let both = with("refused_domains = [\"a.example\"]\nrefused_domains_file = \"/dev/null\"");
    assert!(problems(&both, &[])[0].contains("accounts.refused_domains: given twice"));
    let nowhere = problems(&with("refused_domains_file = \"/nonexistent\""), &[]);
    assert!(nowhere[0].contains("refused_domains_file: cannot be read: No such file"), "{nowhere:?}");
}

#[test]
fn a_list_has_bounds() {
    assert!(problem_of(&"a\n".repeat(500_001)).ends_with("has more than 500000 lines"));
    assert!(problem_of(&"#".repeat(8 * 1024 * 1024 + 1)).ends_with("is larger than 8 MiB"));
    let endless = problems(&with("refused_domains_file = \"/dev/zero\""), &[]);
    assert!(endless[0].ends_with("is larger than 8 MiB"), "{endless:?}");
    let (_file, settings) = in_file(&"\n".repeat(500_000));
    assert_eq!(load_with(&settings, &[]).unwrap().accounts.refused_domains.count(), 0);
}
